import { UsageError } from '../../model/errors.ts'
import { formatQuantity } from '../../model/quantity.ts'
import { printable } from '../../reports/printable.ts'
import type { OpenWorkspace } from '../../runs/workspace.ts'
import { partnerNamed, shopNamed } from '../../runs/workspace.ts'
import { listStock as levelPage, listShopStock } from '../../store/stock.ts'
import type { Session } from '../session.ts'
import type { Column } from '../terminal.ts'
import { shortTime } from '../times.ts'

/** A level as scripts get it; the quantity is a decimal string. `shown`, of a shop, is what it has as far as we know. */
interface StockRow {
  code: string
  location: string
  quantity: string
  asOf: string | null
  file: string | null
  line: number | null
  shown?: string | null
}

const PAGE = 5000

export async function listStock(
  session: Session,
  options: { partner?: string; shop?: string; code?: string },
): Promise<number> {
  return session.workspace(async (workspace) => {
    const rows = (await rowsOf(workspace, options)).filter(
      (row) => options.code === undefined || row.code === options.code,
    )
    if (session.terminal.json) session.terminal.printJson({ stock: rows })
    const shop = rows.some((row) => row.shown !== undefined)
    if (rows.length === 0) session.terminal.say(nothing(options))
    else
      session.terminal.table(
        [
          { title: 'code' },
          { title: 'location' },
          ...(shop ? SHOP_COLUMNS : [{ title: 'quantity', align: 'right' as const }]),
          { title: 'as of' },
          { title: 'file' },
          { title: 'line', align: 'right' },
        ],
        rows.map((row) => [
          row.code,
          row.location,
          row.quantity,
          ...(shop ? [row.shown ?? '-'] : []),
          row.asOf ? shortTime(row.asOf) : '',
          row.file ?? '',
          row.line === null ? '' : String(row.line),
        ]),
      )
    return 0
  }, true)
}

const SHOP_COLUMNS: Column[] = [
  { title: 'wanted', align: 'right' },
  { title: 'shown', align: 'right' },
]

function nothing({ code, shop }: { code?: string; shop?: string }): string {
  if (code !== undefined) return `No level of ${code}.`
  return shop === undefined
    ? 'No till has told any stock yet.'
    : `Nothing was computed for ${printable(shop)} yet; \`run shop-stock\` does it.`
}

async function rowsOf(workspace: OpenWorkspace, options: { partner?: string; shop?: string }): Promise<StockRow[]> {
  if (options.shop !== undefined) return shopRows(workspace, options.shop)
  const names = [...workspace.partners.keys()]
  const name = options.partner ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined)
    throw new UsageError(
      `Say whose stock: --partner ${names.join(' | ')} or --shop ${[...workspace.shops.keys()].join(' | ')}.`,
    )
  partnerNamed(workspace, name)
  const rows: StockRow[] = []
  let after = { code: '', location: '' }
  for (;;) {
    const page = await levelPage(workspace.store, name, after, PAGE)
    rows.push(
      ...page.map((r) => ({
        code: r.code,
        location: r.location,
        quantity: formatQuantity(r.on_hand),
        asOf: r.as_of,
        file: r.file,
        line: r.line,
      })),
    )
    if (page.length < PAGE) return rows
    after = { code: page.at(-1)!.code, location: page.at(-1)!.location }
  }
}

async function shopRows(workspace: OpenWorkspace, name: string): Promise<StockRow[]> {
  shopNamed(workspace, name)
  return (await listShopStock(workspace.store, name)).map((r) => ({
    code: r.code,
    location: r.location,
    quantity: formatQuantity(r.wanted),
    asOf: r.as_of,
    file: r.file,
    line: r.line,
    shown: r.confirmed === null ? null : formatQuantity(r.confirmed),
  }))
}
