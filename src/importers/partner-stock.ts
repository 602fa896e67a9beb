import { FileRefused } from '../model/errors.ts'
import { readStock, type StockFile } from '../profiles/stock.ts'
import { lastWholeWith, locationsOfFile } from '../store/stock-files.ts'
import { compareStock, createStockScratch, photographedLocations } from '../store/stock-plan.ts'
import { ensureCodes } from '../workspace/codes.ts'
import { type FlowContext, partnerOf, withScratch } from '../workspace/context.ts'
import { emptyOutcome, type Outcome } from '../workspace/outcome.ts'
import { type PlaceCodes, placeCodes } from '../workspace/place-codes.ts'
import { asOfOf } from './as-of.ts'
import { type Feed, type StagedFile, standing } from './inbound-file.ts'
import { openMendedPart } from './mended-part.ts'
import { joinPart } from './mended-stock.ts'
import { latestOf, stockFeed } from './stock-feed.ts'
import { judge } from './stock-judge.ts'
import { readIntoScratch } from './stock-rows.ts'
import { passOver, refuse } from './stock-without-effect.ts'
import { takeFiles } from './take-files.ts'

/** Stock files of a partner: each is read whole, compared in a scratch file, guarded, and applied in one transaction. */
export async function importPartnerStock(context: FlowContext, named?: string): Promise<Outcome> {
  const codes = await stockCodes(context)
  const feed = await stockFeed(context)
  return takeFiles(context, feed, named, (file) => takeStockFile(context, feed, file, codes))
}

/** What the rows of a stock file are looked up in. */
interface StockCodes {
  /** Codes that a plan would issue. */
  fresh: string[]
  /** For a till that names variants by item, colour and size. */
  codesAt: PlaceCodes | undefined
}

async function stockCodes(context: FlowContext): Promise<StockCodes> {
  const { fresh } = await ensureCodes(context, 'codes')
  const codesAt = partnerOf(context).stock?.columns.code ? undefined : await placeCodes(context, fresh)
  return { fresh: fresh.map(({ code }) => code), codesAt }
}

async function takeStockFile(context: FlowContext, feed: Feed, file: StagedFile, codes: StockCodes): Promise<Outcome> {
  const known = context.look ? undefined : await identicalFile(context, feed, file)
  if (known) return known
  return withScratch(context, async () => {
    await createStockScratch(context.store, codes.fresh)
    try {
      const part = await openMendedPart(context, file.path)
      return part
        ? await joinPart(context, feed, file, part, codes.codesAt)
        : await takeWhole(context, feed, file, codes)
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      return refuse(context, file, error.findings)
    }
  })
}

async function takeWhole(
  context: FlowContext,
  feed: Feed,
  file: StagedFile,
  { codesAt }: StockCodes,
): Promise<Outcome> {
  const partner = partnerOf(context)
  const reading = readStock(file.path, partner, { codesAt })
  const outcome = emptyOutcome('ok')
  await readIntoScratch(context, reading, outcome)
  const asOf = asOfOf(partner, reading.facts, file, outcome)
  const latest = await latestOf(context, await photographedLocations(context.store))
  const place = await standing(context, feed, file, asOf, partner.stock!.asOf.from, latest)
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
  const { fresh, codesAt } = await stockCodes(context)
  return withScratch(context, async () => {
    await createStockScratch(context.store, fresh)
    const reading: StockFile = readStock(file.path, partner, { codesAt })
    const outcome = emptyOutcome('ok')
    await readIntoScratch(context, reading, outcome)
    await compare(context)
    const feed = await stockFeed(context)
    return judge({ context, feed, file, reading, partner, asOf, asOfFrom, outcome, release })
  })
}

function compare(context: FlowContext): Promise<void> {
  const { partner, stock } = partnerOf(context)
  const at = context.now().toISOString()
  return compareStock(context.store, { partner, shop: context.shopName, duplicates: stock!.duplicates, at })
}

/** Bytes that were applied before need no reading when nothing inside them could tell another time. */
async function identicalFile(context: FlowContext, feed: Feed, file: StagedFile): Promise<Outcome | undefined> {
  const { partner, stock } = partnerOf(context)
  const known = await lastWholeWith(context.store, partner, file.sha256)
  if (!known) return undefined
  const latest = await latestOf(context, await locationsOfFile(context.store, known.id))
  const { last } = latest
  if (last?.id !== known.id) return undefined
  const inside = stock!.asOf.from === 'header' || stock!.asOf.from === 'column'
  const asOf = inside ? last.as_of : asOfOf(partnerOf(context), null, file, emptyOutcome())
  const place = await standing(context, feed, file, asOf, stock!.asOf.from, latest)
  return place.kind === 'fresh' ? undefined : passOver(context, file, asOf, place)
}
