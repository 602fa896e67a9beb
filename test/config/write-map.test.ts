import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { editMap } from '../../src/config/write-map.ts'

const TILL = `# A till
partner:   till      # short name
orders:
    ordersFrom: 2026-11-01
    tenders:
      # methods of the shop, cards
      stripe: CARD   # no fee
      "25": X
    taxes: { "25": S25, "0": S0 }
    kinds:
      shipping: { code: FRAGT } # sent
      fee:
        code: GEBYR

catalogue:
    columns:
    - { header: A,   from: code }   # as it is
`
const edits = (set: [string, unknown][], remove: string[] = []) => ({ set, remove })

describe('a table of a YAML file', () => {
  test.each([
    [
      'a value changes',
      ['orders', 'tenders'],
      edits([['stripe', 'KORT']]),
      ['stripe: CARD   # no fee', 'stripe: KORT # no fee'],
    ],
    ['a key is added', ['orders', 'taxes'], edits([['12', 'S12']]), ['"0": S0 }', '"0": S0, "12": S12 }']],
    ['a key goes', ['orders', 'tenders'], edits([], ['25']), ['      "25": X\n', '']],
    [
      'a value in a small map changes',
      ['orders', 'kinds'],
      edits([['fee', { code: 'G' }]]),
      ['code: GEBYR', 'code: G'],
    ],
  ] as const)('%s', (_, path, change, [from, to]) => {
    const text = editMap(TILL, path, change)
    const plain = (yaml: string) => yaml.replace(/[ \t]+/g, ' ')
    expect(plain(text)).toBe(plain(TILL.replace(from, to)))
  })

  test('what stands outside of the table stays byte for byte', () => {
    const text = editMap(TILL, ['orders', 'tenders'], edits([['vipps', 'MP']]))
    expect(text.startsWith(TILL.slice(0, TILL.indexOf('tenders')))).toBe(true)
    expect(text.endsWith(TILL.slice(TILL.indexOf('    taxes')))).toBe(true)
    expect(text).toContain('# methods of the shop, cards')
  })

  test('a table that was not there is made', () => {
    const text = editMap(TILL, ['orders', 'units'], edits([['0012', 3]]))
    expect(parseDocument(text).toJS().orders.units).toEqual({ '0012': 3 })
    expect(text).toContain('# no fee')
    expect(parseDocument(editMap('partner: till\n', ['locations'], edits([['A', 'shop']]))).toJS()).toEqual({
      partner: 'till',
      locations: { A: 'shop' },
    })
  })

  test('a word in place of the table gives way', () => {
    expect(parseDocument(editMap('locations: open\n', ['locations'], edits([['A', 'b']]))).toJS()).toEqual({
      locations: { A: 'b' },
    })
  })

  test('keys and values that look like numbers stay text', () => {
    const text = editMap(TILL, ['orders', 'taxes'], edits([['6', '0012']]))
    expect(parseDocument(text).toJS().orders.taxes).toEqual({ '25': 'S25', '0': 'S0', '6': '0012' })
  })
})
