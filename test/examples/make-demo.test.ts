import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { demoFiles } from '../../examples/make-demo.ts'
import { partnerSchema } from '../../src/config/partner.ts'
import { workspaceSchema } from '../../src/config/workspace.ts'

const DEMO = join(import.meta.dirname, '../../examples/demo')

test.each([...demoFiles()])('%s is what examples/make-demo.ts makes', (path, bytes) => {
  expect(readFileSync(join(DEMO, path)).equals(bytes)).toBe(true)
})

test('the demo workspace is a valid configuration that answers every question', () => {
  const workspace = workspaceSchema.parse(yaml('tillbridge.yaml'))
  const partner = partnerSchema.parse(yaml('partners/demo-till.yaml'))
  expect(workspace.shops.main?.stock?.from).toEqual([partner.partner])
  expect(partner.prices).toBe('gross')
  expect(partner.stock?.listsZeros).toBe(true)
  expect(partner.orders?.headerLine).toBe(false)
  expect(Object.keys(partner.orders?.tenders ?? {}).sort()).toEqual(['bacs', 'cod', 'stripe', 'vipps'])
})

function yaml(path: string): unknown {
  return parse(readFileSync(join(DEMO, path), 'utf8'))
}
