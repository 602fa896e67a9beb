import { FileRefused } from '../model/errors.ts'
import { readStock, type StockFile } from '../profiles/stock.ts'
import { lastWhole } from '../store/stock-files.ts'
import { compareStock, createStockScratch } from '../store/stock-plan.ts'
import { ensureCodes } from '../workspace/codes.ts'
import { type FlowContext, partnerOf, withScratch } from '../workspace/context.ts'
import { emptyOutcome, type Outcome } from '../workspace/outcome.ts'
import { asOfOf } from './as-of.ts'
import { type Feed, type StagedFile, standing } from './inbound-file.ts'
import { openMendedPart } from './mended-part.ts'
import { joinPart } from './mended-stock.ts'
import { stockFeed } from './stock-feed.ts'
import { judge } from './stock-judge.ts'
import { readIntoScratch } from './stock-rows.ts'
import { passOver, refuse } from './stock-without-effect.ts'
import { takeFiles } from './take-files.ts'

/** Stock files of a partner: each is read whole, compared in a scratch file, guarded, and applied in one transaction. */
export async function importPartnerStock(context: FlowContext, named?: string): Promise<Outcome> {
  const codes = await ensureCodes(context)
  const feed = await stockFeed(context)
  const fresh = codes.fresh.map((code) => code.code)
  return takeFiles(context, feed, named, (file) => takeStockFile(context, feed, file, fresh))
}

async function takeStockFile(
  context: FlowContext,
  feed: Feed,
  file: StagedFile,
  freshCodes: readonly string[],
): Promise<Outcome> {
  const known = context.look ? undefined : await identicalFile(context, feed, file)
  if (known) return known
  return withScratch(context, async () => {
    await createStockScratch(context.store, freshCodes)
    try {
      const part = await openMendedPart(context, file.path)
      return part ? await joinPart(context, feed, file, part) : await takeWhole(context, feed, file)
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      return refuse(context, file, error.findings)
    }
  })
}

async function takeWhole(context: FlowContext, feed: Feed, file: StagedFile): Promise<Outcome> {
  const partner = partnerOf(context)
  const reading = readStock(file.path, partner)
  const outcome = emptyOutcome('ok')
  await readIntoScratch(context, reading, outcome)
  const asOf = asOfOf(partner, reading.facts, file, outcome)
  const place = await standing(context, feed, file, asOf, partner.stock!.asOf.from)
  if (place.kind !== 'fresh' && !context.look) return passOver(context, file, asOf, place)
  await compare(context)
  return judge({ context, feed, file, reading, partner, asOf, asOfFrom: partner.stock!.asOf.from, outcome })
}

/** A held file that a person let pass: read again from the archive with the as-of it had. */
export async function takeReleased(
  context: FlowContext,
  file: StagedFile,
  asOf: string,
  asOfFrom: string,
  release: NonNullable<Parameters<typeof judge>[0]['release']>,
): Promise<Outcome> {
  const partner = partnerOf(context)
  const codes = await ensureCodes(context)
  return withScratch(context, async () => {
    await createStockScratch(
      context.store,
      codes.fresh.map((code) => code.code),
    )
    const reading: StockFile = readStock(file.path, partner)
    const outcome = emptyOutcome('ok')
    await readIntoScratch(context, reading, outcome)
    await compare(context)
    const feed = await stockFeed(context)
    return judge({ context, feed, file, reading, partner, asOf, asOfFrom, outcome, release })
  })
}

function compare(context: FlowContext): Promise<void> {
  const { partner, stock } = partnerOf(context)
  return compareStock(context.store, { partner, shop: context.shopName, duplicates: stock!.duplicates })
}

/** Bytes that were applied before need no reading when nothing inside them could tell another time. */
async function identicalFile(context: FlowContext, feed: Feed, file: StagedFile): Promise<Outcome | undefined> {
  const { partner, stock } = partnerOf(context)
  const last = await lastWhole(context.store, feed.flow, partner, feed.kind)
  if (!last || last.sha256 !== file.sha256) return undefined
  const inside = stock!.asOf.from === 'header' || stock!.asOf.from === 'column'
  const asOf = inside ? last.as_of : asOfOf(partnerOf(context), null, file, emptyOutcome())
  const place = await standing(context, feed, file, asOf, stock!.asOf.from)
  return place.kind === 'fresh' ? undefined : passOver(context, file, asOf, place)
}
