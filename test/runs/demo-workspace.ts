import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { type OpenOptions, type OpenWorkspace, openWorkspace } from '../../src/runs/workspace.ts'

const DEMO = resolve(import.meta.dirname, '../../examples/demo')

/** The files of the demo in a folder of their own, gone when the test is over. */
export function demoFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillbridge-runs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(DEMO, folder, { recursive: true })
  return folder
}

/** Long after the demo's files were written, so that nothing has to settle. */
export const NOON = new Date('2099-01-01T12:00:00Z')

/** Open until the test is over; the clock stands still. */
export async function open(folder: string, options: OpenOptions = {}): Promise<OpenWorkspace> {
  const workspace = await openWorkspace(folder, { now: () => NOON, sleep: async () => {}, ...options })
  onTestFinished(() => workspace.close())
  return workspace
}
