import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { stockPartner } from './partner.ts'
import { readAll } from './stock-fixtures.ts'

/** Levels and codes of the findings of a record file with one trailer for all its headers. */
async function outcomeOf(...rows: string[]) {
  const root = mkdtempSync(path.join(tmpdir(), 'tillbridge-records-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const file = path.join(root, 'stock.dat')
  writeFileSync(file, `${rows.join('\r\n')}\r\n`)
  const stock = {
    file: 'stock.dat',
    records: {
      line: 'L',
      header: { is: 'H', location: 2 },
      trailer: { is: 'T', closes: 'file', rows: 2, quantity: 3 },
    },
    columns: { code: { position: 2 }, quantity: { position: 3 } },
  }
  const { records, findings, facts } = await readAll(file, stockPartner(stock, { locations: { A: 'a', B: 'b' } }))
  return {
    levels: facts && records.map((record) => `${record.code} ${record.location} ${record.quantity / 1000}`),
    findings: findings.map((found) => found.code),
  }
}

test.each<[string, string[], string[] | null, string[]]>([
  ['whole', ['H;A', 'L;1;4', 'H;B', 'L;1;7', 'T;2;11'], ['1 a 4', '1 b 7'], []],
  ['a location without rows', ['H;A', 'H;B', 'L;1;7', 'T;1;7'], ['1 b 7'], []],
  ['cut behind the first location', ['H;A', 'L;1;4'], null, ['TB1016']],
  ['cut behind the second header', ['H;A', 'L;1;4', 'H;B'], null, ['TB1016']],
  ['a row of the first location lost', ['H;A', 'H;B', 'L;1;7', 'T;2;11'], null, ['TB1015', 'TB1015']],
  ['rows behind the trailer', ['H;A', 'L;1;4', 'T;1;4', 'L;2;4'], null, ['TB1016']],
])('one trailer for several headers: %s', async (_, rows, levels, findings) => {
  const outcome = await outcomeOf(...rows)
  expect(outcome.findings).toEqual(findings)
  expect(outcome.levels).toEqual(levels)
})
