import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
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

describe('fetch', () => {
  const MIB = 1 << 20
  const content = Buffer.from(Array.from({ length: 2 * MIB + 7 }, (_, i) => (i * 31) % 251))

  test('copies every byte and says which they were', async () => {
    const root = tempFolder()
    writeFileSync(join(root, 'stock.csv'), content)
    const copied = await dropFolder(root).fetch('stock.csv', join(root, 'copy'))
    expect(copied).toEqual({ bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') })
    expect(readFileSync(join(root, 'copy')).equals(content)).toBe(true)
  })

  // A limit on the size of files cuts a write short exactly as a disk that is nearly full does.
  test.skipIf(process.platform === 'win32')('a copy that is cut short is no copy', () => {
    const root = tempFolder()
    writeFileSync(join(root, 'stock.csv'), content)
    const driver = pathToFileURL(join(import.meta.dirname, '../../src/transports/drop-folder.ts')).href
    const script = `const { dropFolder } = await import(${JSON.stringify(driver)})
      await dropFolder('.').fetch('stock.csv', 'copy').then(
        ({ bytes }) => console.log('copied ' + bytes),
        (error) => console.log(error.name + ' ' + error.retryable + ' ' + error.message))`
    const limit = 1200 // blocks of 512 bytes: less than one buffer
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', `ulimit -f ${limit}; exec "$0" --input-type=module -e "$1"`, process.execPath, script],
      { cwd: root, encoding: 'utf8' },
    )
    expect([stdout, stderr]).toEqual([expect.stringMatching(/^TransportError true copy cannot be written: EFBIG/), ''])
  })
})
