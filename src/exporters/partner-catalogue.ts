import { createHash } from 'node:crypto'
import type { CatalogueConfig } from '../config/partner.ts'
import { priceOfCode } from '../mapping/code-factor.ts'
import { hasItemRow, placeKey, tillPlace } from '../mapping/matrix-shapes.ts'
import type { CatalogueRow } from '../model/documents.ts'
import { type Finding, finding } from '../model/findings.ts'
import { optionValue } from '../model/option-words.ts'
import { formatQuantity } from '../model/quantity.ts'
import type { ItemKind } from '../model/records.ts'
import { utcToZoned } from '../model/zoned-time.ts'
import { buildFileName } from '../profiles/file-name.ts'
import { catalogueWriter } from '../profiles/render.ts'
import { summarise } from '../reports/summary.ts'
import { writeReports } from '../reports/write-reports.ts'
import {
  addLeaving,
  addLeavingItems,
  countLeavingItems,
  createCatalogueScratch,
  keepSent,
  type LeavingRow,
  lastSent,
  leavingCells,
  leavingCellsByItem,
  takeOutTwins,
} from '../store/catalogue-plan.ts'
import { type StoredVariant, variantsPage } from '../store/shop.ts'
import { dropFolder } from '../transports/drop-folder.ts'
import { type CodesState, ensureCodes } from '../workspace/codes.ts'
import { exchangeFolder, type FlowContext, partnerOf, storedPath, withScratch } from '../workspace/context.ts'
import { keepIssues } from '../workspace/issues.ts'
import { emptyOutcome, type Outcome, toReport } from '../workspace/outcome.ts'
import { deliver, freeze, heldBack, isStopped, nextSequence, render } from './outbound-file.ts'

const PAGE = 1000

/** Catalogue out: rows of variants in the shape the till wants; new, changed and discontinued ones, or all when anything changed (R44). */
export async function exportPartnerCatalogue(context: FlowContext): Promise<Outcome> {
  const { catalogue } = partnerOf(context)
  if (!catalogue) throw new Error('the partner has no catalogue flow')
  const outcome = emptyOutcome('ok')
  await dropFolder(exchangeFolder(context)).list(catalogue.folder)
  if (await heldBack(context, catalogue.waitUntilCollected, outcome)) return outcome
  const codes = await ensureCodes(context, 'gate')
  return withScratch(context, async () => {
    await createCatalogueScratch(context.store)
    const header = await plan(context, catalogue, codes, outcome)
    if (catalogue.shape === 'columns') await rejectTwins(context, outcome)
    const { new: fresh, changed, rejected } = outcome.counts
    outcome.result =
      rejected > 0 || outcome.findings.errors > 0 ? 'done-with-issues' : fresh + changed > 0 ? 'ok' : 'nothing-to-do'
    if (fresh + changed > 0) await send(context, catalogue, header, outcome)
    else if (context.mode === 'run') await settleIssues(context, outcome)
    return outcome
  })
}

/** Goes through the catalogue once: what each variant's row would be, and whether the partner has it already. */
async function plan(
  context: FlowContext,
  catalogue: CatalogueConfig,
  codes: CodesState,
  outcome: Outcome,
): Promise<string[] | null> {
  const partner = partnerOf(context)
  const fresh = new Map(codes.fresh.map((c) => [c.variantId, c]))
  const writer = catalogueWriter(catalogue, {
    dialect: catalogue.dialect ?? partner.dialect,
    timeZone: partner.timeZone,
    seq: null,
  })
  outcome.findings.add(codes.findings)
  /** Items whose own row cannot be written: told once, and none of their variants leaves. */
  const refused = new Set<string>()
  let after = 0
  for (;;) {
    const page = await variantsPage(context.store, context.shopName, partner.partner, after, PAGE)
    if (page.length === 0) return writer.header
    after = page.at(-1)!.id
    const sent = await lastSent(
      context.store,
      partner.partner,
      page.map((v) => v.id),
    )
    const leaving: LeavingRow[] = []
    const itemRows = new Map<string, string[]>()
    for (const variant of page) {
      const code = variant.code ?? fresh.get(variant.id)?.code ?? null
      const former = sent.get(variant.id)
      if (!onSale(variant, catalogue) && former?.state !== 'sent') {
        if (!variant.removed) skip(outcome)
        continue
      }
      if (variant.sharesCode || fresh.get(variant.id)?.shared) {
        skip(outcome)
        continue
      }
      outcome.counts.read += 1
      if (code === null || codes.heldBack(variant.id)) {
        outcome.counts.rejected += 1
        if (!codes.heldBack(variant.id))
          outcome.findings.add([finding('TB3003', { found: variant.name, key: variant.key })])
        continue
      }
      const priced = pricesOfCode(variant)
      if ('problem' in priced) {
        outcome.counts.rejected += 1
        outcome.findings.add([priced.problem])
        continue
      }
      const place = placeOf(variant, catalogue)
      if (place === 'unclear') {
        outcome.counts.rejected += 1
        const options = variant.options.map(({ name }) => name).join(', ')
        const found = `${variant.name}: ${options}`
        outcome.findings.add([finding('TB3025', { found, expected: 'colour and size alone', key: variant.key })])
        continue
      }
      const row = rowOf({ ...variant, ...priced }, code, context, onSale(variant, catalogue))
      const hash = createHash('sha1').update(JSON.stringify(row)).digest('base64')
      const change = changeOf(row, hash, former)
      const rendered = writer.render([{ ...row, change }])
      const [cells] = rendered.rows
      const above = hasItemRow(catalogue.shape, variant.itemOptions) ? writer.itemRow(row) : null
      if (!cells || (above && above.findings.length > 0)) {
        outcome.counts.rejected += 1
        outcome.findings.add(rendered.rejected.flatMap((r) => r.findings.map((f): Finding => ({ ...f, key: r.code }))))
        if (above && !refused.has(variant.itemKey)) outcome.findings.add(above.findings)
        if (above && above.findings.length > 0) refused.add(variant.itemKey)
        continue
      }
      count(outcome, change)
      if (above) itemRows.set(variant.itemKey, above.cells)
      leaving.push({ variantId: variant.id, code, hash, change, cells, itemKey: variant.itemKey, place })
    }
    await addLeavingItems(context.store, itemRows)
    await addLeaving(context.store, leaving)
    context.progress.step('variants', outcome.counts.read)
  }
}

/** Where a till without codes of variants has the variant; null for tills that have codes. */
function placeOf(variant: StoredVariant, { shape }: CatalogueConfig): string | null | 'unclear' {
  if (shape !== 'columns') return null
  const place = tillPlace({ sku: variant.itemSku, key: variant.itemKey }, variant.options)
  return place ? placeKey(place) : 'unclear'
}

/** Of two variants with the same item, colour and size the till would know only one: neither leaves. */
async function rejectTwins(context: FlowContext, outcome: Outcome): Promise<void> {
  for (const { code, change, first } of await takeOutTwins(context.store)) {
    if (change === 'new') outcome.counts.new -= 1
    else if (change === 'same') outcome.counts.same -= 1
    else outcome.counts.changed -= 1
    outcome.counts.rejected += 1
    const found =
      code === first ? `${code}: another variant has its item, colour and size` : `${code}: the same as ${first}`
    outcome.findings.add([finding('TB3025', { found, key: code })])
  }
}

function skip(outcome: Outcome): void {
  outcome.counts.read += 1
  outcome.counts.skipped += 1
}

function count(outcome: Outcome, change: CatalogueRow['change']): void {
  if (change === 'new') outcome.counts.new += 1
  else if (change === 'same') outcome.counts.same += 1
  else outcome.counts.changed += 1
  if (change === 'discontinued') outcome.figures.discontinued = Number(outcome.figures.discontinued ?? 0) + 1
}

function onSale(variant: StoredVariant, catalogue: CatalogueConfig): boolean {
  const published = variant.status === 'active' || (variant.status === 'draft' && catalogue.drafts)
  return !variant.removed && published && catalogue.kinds.includes(variant.kind)
}

function changeOf(
  row: CatalogueRow,
  hash: string,
  former: { hash: string; state: string } | undefined,
): CatalogueRow['change'] {
  if (!row.variant.active) return 'discontinued'
  if (!former) return 'new'
  return former.hash === hash && former.state === 'sent' ? 'same' : 'changed'
}

/** The till sells what its code stands for: a pack costs what its pieces cost, to the cent or not at all. */
function pricesOfCode(variant: StoredVariant): Pick<StoredVariant, 'price' | 'salePrice'> | { problem: Finding } {
  const { factor } = variant
  const [price, salePrice] = [variant.price, variant.salePrice].map((p) => (p === null ? p : priceOfCode(p, factor)))
  if ((price === null) === (variant.price === null) && (salePrice === null) === (variant.salePrice === null))
    return { price: price!, salePrice: salePrice! }
  const found = `${variant.name}: factor ${formatQuantity(factor)}`
  return { problem: finding('TB3050', { found, expected: 'a price in whole minor units', key: variant.key }) }
}

function rowOf(variant: StoredVariant, code: string, context: FlowContext, active: boolean): CatalogueRow {
  const options = variant.options.map((o) => o.value ?? '')
  const named = options.filter(Boolean).join(', ')
  return {
    code,
    change: 'same',
    item: {
      key: variant.itemKey,
      sku: variant.itemSku ?? '',
      name: variant.name,
      category: variant.category ?? '',
      vendor: variant.vendor ?? '',
      kind: variant.itemKind as ItemKind,
      options: variant.itemOptions.map((o) => o.name),
    },
    variant: {
      key: variant.key,
      sku: variant.sku ?? '',
      barcode: variant.barcode ?? '',
      name: named ? `${variant.name} - ${named}` : variant.name,
      options,
      colour: optionValue(variant.options, 'colour') ?? '',
      size: optionValue(variant.options, 'size') ?? '',
      kind: variant.kind as ItemKind,
      requiresShipping: variant.requiresShipping,
      price: variant.price,
      salePrice: variant.salePrice,
      active,
    },
    currency: context.shop.currency,
  }
}

async function send(
  context: FlowContext,
  catalogue: CatalogueConfig,
  header: string[] | null,
  outcome: Outcome,
): Promise<void> {
  const partner = partnerOf(context)
  const sequence = catalogue.file.includes('{seq') ? await nextSequence(context, catalogue.seq) : null
  const name = buildFileName(catalogue.file, {
    at: utcToZoned(context.now().toISOString(), partner.timeZone),
    partner: partner.partner,
    ...(sequence ? { seq: sequence.number } : {}),
  })
  if (context.mode === 'plan') {
    const all = catalogue.send === 'all'
    const variants = outcome.counts.new + outcome.counts.changed + (all ? outcome.counts.same : 0)
    const rows = variants + (await countLeavingItems(context.store, all))
    outcome.files.push({
      direction: 'out',
      name,
      id: null,
      path: null,
      state: 'planned',
      bytes: null,
      sha256: null,
      rows,
    })
    return
  }
  const { store } = context
  async function* rows() {
    if (header) yield [header]
    const all = catalogue.send === 'all'
    if (catalogue.shape === 'item-and-variants') yield* leavingCellsByItem(store, all)
    else yield* leavingCells(store, all)
  }
  const file = await render(context, {
    name,
    folder: catalogue.folder,
    dialect: catalogue.dialect ?? partner.dialect,
    rows: rows(),
  })
  await freeze(context, [file], sequence, (trx) => keepSent(trx, partner.partner, file.id))
  const sent = await deliver(context)
  outcome.files.push(...sent.files)
  outcome.findings.add(sent.findings)
  if (isStopped(sent.findings)) outcome.result = 'failed'
  await settleIssues(context, outcome)
  outcome.figures.peakMemoryMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  const reports = await writeReports(
    toReport(context, outcome, context.now().toISOString(), summarise),
    file.archiveFolder,
  )
  outcome.files.push(...reports.map((f) => ({ ...f, path: f.path && storedPath(context, f.path) })))
}

async function settleIssues(context: FlowContext, outcome: Outcome): Promise<void> {
  await context.store.transaction().execute((trx) => keepIssues(trx, context, 'catalogue', outcome.findings))
}
