import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkCodes } from '../src/mapping/checks/index.ts'
import { codeRules } from '../src/mapping/code-rules.ts'
import { checkDigit } from '../src/mapping/gs1.ts'
import { planCodes } from '../src/mapping/plan-codes.ts'
import type { IssuedCode, MatrixItem } from '../src/model/matrix.ts'
import type { PartnerItem } from '../src/model/records.ts'
import { writeCodesReports } from '../src/reports/codes-files.ts'
import { gridsOf } from '../src/reports/codes-grid.ts'
import type { CodesReport } from '../src/reports/codes-report.ts'

/*
 * A large shop: codes are planned, checked and reported. CPU and memory of the whole process count, the making of the
 * catalogue apart. Fails when a limit is exceeded, so that it can guard a build. `npm run bench:codes` keeps V8's young
 * generation small: left alone it trades 130 MiB for a speed that is not needed here.
 */
const VARIANTS = Number(process.argv[2] ?? 250_000)
const CPU_SECONDS_MAX = 10
const MEMORY_MIB_MAX = 512

const COLOURS = ['Red', 'Blue', 'Green', 'Black', 'White', 'Yellow', 'Navy', 'Teal']
const SIZES = ['XS', 'S', 'M', 'L', 'XL']
const PER_ITEM = COLOURS.length * SIZES.length
/** One variant in so many has a fault; the till knows as many others. */
const FAULT_EVERY = 100

const items = catalogue(VARIANTS)
const issued: IssuedCode[] = []
const partnerItems: PartnerItem[] = []
for (const item of items) {
  for (const variant of item.variants) {
    if (variant.id % 2 === 0 && variant.sku) issued.push(issuedCode(variant.id, variant.sku))
    if (variant.id % 3 === 0 && variant.sku) partnerItems.push(tillRow(variant.sku, variant.id))
    if (variant.id % FAULT_EVERY === 7) partnerItems.push(tillRow(`${variant.sku}`.toLowerCase(), variant.id))
  }
}

const made = process.cpuUsage()
say('catalogue made', made)
const rules = codeRules({
  from: ['sku'],
  maxLength: 24,
  upperCase: true,
  scheme: '{item}-{seq:6}',
  allowed: '[A-Z0-9-]+',
})
const known = { items, issued, aliases: [], partnerItems, rules, shareGroups: [] }
const plan = step('planned', () => planCodes(known))
const check = step('checked', () =>
  checkCodes({ ...known, partner: 'till', plan, otherPartners: [], limits: { optionsMax: 3, variantsMax: 200 } }),
)
const dir = mkdtempSync(join(tmpdir(), 'tillbridge-bench-'))
const before = process.cpuUsage()
const { grids, total } = gridsOf(items, check, 200)
const report: CodesReport = {
  partner: 'till',
  shop: 'main',
  at: '2026-11-20T06:00:00Z',
  totals: check.totals,
  planned: plan.assigned.length,
  findings: check.findings,
  grids,
  gridsTotal: total,
}
const files = await writeCodesReports(report, dir)
say('reported', process.cpuUsage(before))
for (const { name } of files) console.info(`  ${name} ${Math.ceil(statSync(join(dir, name)).size / 1024)} KiB`)
rmSync(dir, { recursive: true })

const { variants, coded, rejected, notNeeded } = check.totals
const seconds = cpuSeconds(process.cpuUsage(made))
const memory = Math.round(process.resourceUsage().maxRSS / 1024)
console.info(`${variants} variants = ${coded} coded + ${rejected} rejected + ${notNeeded} not needing a code`)
console.info(
  `${check.findings.length} findings; ${plan.assigned.length} codes planned; ${partnerItems.length} rows of the till`,
)
console.info(
  `CPU ${seconds.toFixed(2)} s (limit ${CPU_SECONDS_MAX} s), memory ${memory} MiB (limit ${MEMORY_MIB_MAX} MiB)`,
)
if (variants !== coded + rejected + notNeeded || seconds > CPU_SECONDS_MAX || memory > MEMORY_MIB_MAX)
  process.exitCode = 1

function step<T>(name: string, work: () => T): T {
  const from = process.cpuUsage()
  const result = work()
  say(name, process.cpuUsage(from))
  return result
}

function say(name: string, usage: NodeJS.CpuUsage): void {
  const memory = Math.round(process.resourceUsage().maxRSS / 1024)
  console.info(`${name}: ${cpuSeconds(usage).toFixed(2)} s CPU, up to ${memory} MiB`)
}

function cpuSeconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000_000
}

function catalogue(count: number): MatrixItem[] {
  const list: MatrixItem[] = []
  for (let from = 0; from < count; from += PER_ITEM)
    list.push(itemOf(list.length + 1, Math.min(PER_ITEM, count - from)))
  return list
}

function itemOf(number: number, count: number): MatrixItem {
  const sku = `ART${number}`
  const key = String(number)
  const options = [
    { name: 'Colour', values: COLOURS },
    { name: 'Size', values: SIZES },
  ]
  const variants = Array.from({ length: count }, (_, i): MatrixItem['variants'][number] => {
    const id = number * PER_ITEM + i
    const [colour, size] = [COLOURS[Math.floor(i / SIZES.length)]!, SIZES[i % SIZES.length]!]
    return {
      id,
      key: String(id),
      itemKey: key,
      sku: skuOf(sku, colour, size, id),
      barcode: id % 4 === 0 ? gtin(`57${String(id).padStart(10, '0')}`) : null,
      options: [
        { name: 'Colour', value: colour },
        { name: 'Size', value: size },
      ],
      kind: 'goods',
      stockManaged: 'own',
      status: 'active',
      removed: false,
    }
  })
  return { key, sku, name: `Article ${number}`, kind: 'goods', options, variants }
}

function skuOf(item: string, colour: string, size: string, id: number): string | null {
  if (id % FAULT_EVERY === 1) return null
  if (id % FAULT_EVERY === 2) return `${item}-DOUBLE`
  if (id % FAULT_EVERY === 3) return `${item}-${colour}-${size}-MUCH-TOO-LONG`
  return `${item}-${colour.slice(0, 3).toUpperCase()}-${size}`
}

/** One in so many has a wrong check digit. */
function gtin(digits: string): string {
  const right = checkDigit(digits)
  return `${digits}${Number(digits) % FAULT_EVERY === 8 ? (Number(right) + 1) % 10 : right}`
}

function issuedCode(variantId: number, code: string): IssuedCode {
  const at = '2026-01-02T03:04:05Z'
  return { variantId, code, origin: 'shop', issuedAt: at, issuedBy: 'run 1', factor: 1000, retiredAt: null }
}

function tillRow(code: string, line: number): PartnerItem {
  return { code, item: null, name: null, barcode: null, colour: null, size: null, price: null, line }
}
