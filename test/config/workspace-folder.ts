import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { ConfigError } from '../../src/config/problems.ts'

export const SHOP_YAML = `shops:
  toys: { kind: woocommerce, folder: shop, timeZone: Europe/Copenhagen, currency: DKK, prices: gross }
`

export const TILL_YAML = `partner: till
folder: drop
timeZone: Europe/Copenhagen
currency: DKK
`

/** A folder with these files, gone when the test is over. */
export function workspaceFolder(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'tillbridge-config-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), content)
  }
  return root
}

/** The ConfigError that something throws; fails when it throws none. */
export function configErrorOf(action: () => unknown): ConfigError {
  try {
    action()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('nothing was wrong with the configuration')
}
