import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dropFolder } from '../../src/transports/drop-folder.ts'

const TEMPORARY = '.ORDRE.CSV.tb-part'

function tempFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'tillbridge-drop-folder-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

test('a temporary file of a dead run is replaced, not written into: the till may hold it under another name', async () => {
  const root = tempFolder()
  const folder = dropFolder(root)
  writeFileSync(join(root, 'one'), 'orders 1001')
  writeFileSync(join(root, 'two'), 'orders 1002')
  mkdirSync(join(root, 'done'))
  await folder.putTemp(join(root, 'one'), TEMPORARY)
  // Killed between the two steps of publish; then the till takes the file by a rename.
  linkSync(join(root, TEMPORARY), join(root, 'ORDRE.CSV'))
  expect(await folder.stat(TEMPORARY)).toMatchObject({ plain: true, linked: true })
  renameSync(join(root, 'ORDRE.CSV'), join(root, 'done/ORDRE-1.CSV'))
  await folder.putTemp(join(root, 'two'), TEMPORARY)
  expect(readFileSync(join(root, 'done/ORDRE-1.CSV'), 'utf8')).toBe('orders 1001')
  expect(await folder.stat(TEMPORARY)).toMatchObject({ linked: false })
  await folder.publish(TEMPORARY, 'ORDRE.CSV')
  expect(readFileSync(join(root, 'ORDRE.CSV'), 'utf8')).toBe('orders 1002')
  expect(existsSync(join(root, TEMPORARY))).toBe(false)
})
