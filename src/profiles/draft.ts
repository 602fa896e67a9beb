import { modeline } from '../config/json-schema.ts'
import { FileRefused, UsageError } from '../model/errors.ts'
import { otherQuantities } from './draft-columns.ts'
import { type DraftFile, draftFile } from './draft-file.ts'
import { exchangeFolder, folderBelow } from './draft-folder.ts'
import { largest, writeDialect, writeItems, writeOrders, writeStock } from './draft-sections.ts'
import { shopOfHeader } from './draft-words.ts'
import { plural, shown, YamlLines, yamlText } from './draft-yaml.ts'
import { normaliseName } from './header.ts'

export interface DraftOptions {
  /** Short name of the partner, taken as it is; made from the first file's name when left out. */
  name?: string
  /** Folder of the workspace: files that lie in a folder of it are exchanged there. */
  root?: string
  timeZone: string
  currency: string
}

export interface Draft {
  /** Short name of the partner. */
  name: string
  /** A whole partner file. What nobody may guess is left out as a comment, so `check` asks for it. */
  yaml: string
  /** What the partner's vendor must answer, numbered, in plain words. */
  questions: string[]
  /** What a person should know about the files. */
  notes: string[]
}

type DraftKind = 'stock' | 'items' | 'orders'

/**
 * Drafts a partner's YAML from its real files: stock files, an item list, a sample of an order file. Nothing that
 * changes a meaning is decided without a comment beside it. Throws UsageError when no file can be used, and the error of
 * the operating system for a file that is not there.
 */
export async function draftPartner(files: readonly string[], options: DraftOptions): Promise<Draft> {
  const notes: string[] = []
  const drafts = new Map<DraftKind, DraftFile[]>()
  for (const file of files) {
    const draft = await look(file, notes)
    if (!draft) continue
    const kind = kindOf(draft)
    notes.push(`${draft.name} was taken for ${KIND_WORDS[kind]} (${plural(draft.rows, 'row')}).`)
    drafts.set(kind, [...(drafts.get(kind) ?? []), draft])
  }
  const first = [...drafts.values()].flat()[0]
  if (!first) throw new UsageError(['no file of a partner to draft from:', ...notes].join('\n  '))
  const name = options.name ?? slug(first.name)
  const folder = placeFiles([...drafts.values()].flat(), options.root)
  const yaml = new YamlLines()
  writeHead(yaml, { name, folder, options, drafts, first })
  const stock = drafts.get('stock')
  const items = drafts.get('items')
  const orders = drafts.get('orders')
  if (stock) await writeStock(yaml, stock, first, notes)
  if (items) writeItems(yaml, items, first)
  if (orders) writeOrders(yaml, orders, first)
  writeRest(yaml, drafts)
  for (const [kind, all] of drafts) {
    notes.push(...notesOfKind(kind, all))
    for (const draft of all) notes.push(...notesOf(draft))
  }
  return { name, yaml: yaml.toString(), questions: yaml.questions, notes: [...new Set(notes)] }
}

const KIND_WORDS: Record<DraftKind, string> = {
  stock: 'a stock file',
  items: "the till's item list",
  orders: 'a sample of an order file',
}

/** Looks at one file; what is no file of a partner becomes a note. */
async function look(file: string, notes: string[]): Promise<DraftFile | null> {
  let draft: DraftFile
  try {
    draft = await draftFile(file)
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    const { code, found, expected } = error.findings[0] ?? {}
    notes.push(
      `${file} cannot be read: ${[code, found, expected && `expected ${expected}`].filter(Boolean).join(', ')}.`,
    )
    return null
  }
  if (draft.sniffed.form === 'json') {
    notes.push(
      `${draft.name} is JSON: pages saved from a webshop belong to the shop in tillbridge.yaml, not to a partner.`,
    )
    return null
  }
  const shop = shopOfHeader(draft.layout.header) ?? shopOfHeader(draft.sniffed.rows[0] ?? [])
  if (shop) {
    notes.push(
      `${draft.name} is an export of ${shop.system} (${shop.kind}), not a file of a partner: name it in the shop in tillbridge.yaml.`,
    )
    return null
  }
  if (draft.rows === 0) {
    notes.push(`${draft.name} has no rows to learn from.`)
    return null
  }
  return draft
}

/** A stock file has quantities, an order file names orders, an item list has neither. */
function kindOf(draft: DraftFile): DraftKind {
  const has = (field: string) => draft.columns.some((column) => column.field === field)
  const quantity = has('quantity') || draft.columns.some((column) => column.location !== null)
  if (has('order') && (quantity || has('price') || has('name'))) return 'orders'
  if (draft.layout.records) return 'stock'
  if (quantity && !draft.columns.some((column) => column.field === 'quantity' && column.guessed)) return 'stock'
  const named = /lager|stock|stk|bestand|invent|behold|saldo|voorraad/i.test(draft.name)
  const described = has('name') || has('price') || has('colour') || has('size')
  if (described && !named && draft.layout.headerRow !== null) return 'items'
  return 'stock'
}

/** Finds the exchange folder, and tells every file where it lies below it. */
function placeFiles(drafts: readonly DraftFile[], root: string | undefined): string | null {
  if (root === undefined) return null
  const paths = drafts.map((draft) => draft.path)
  const folder = exchangeFolder(paths, root)
  if (folder !== null) for (const draft of drafts) draft.folder = folderBelow(draft.path, root, folder)
  return folder
}

interface Head {
  name: string
  folder: string | null
  options: DraftOptions
  drafts: ReadonlyMap<DraftKind, DraftFile[]>
  first: DraftFile
}

function writeHead(yaml: YamlLines, { name, folder, options, drafts, first }: Head): void {
  const all = [...drafts.values()].flat()
  yaml.say(0, modeline('partner', 'partners').slice(2))
  yaml.say(0, `Drafted from ${all.map((draft) => draft.name).join(', ')}.`)
  yaml.say(
    0,
    'A key with "?" waits for an answer: write it without the #. `tillbridge check` asks for those that must be said.',
  )
  yaml.add(0, 'partner', yamlText(name))
  yaml.add(
    0,
    'folder',
    yamlText(folder ?? `drop/${name}`),
    'the exchange folder; relative to the workspace, or absolute',
  )
  yaml.add(0, 'timeZone', yamlText(options.timeZone))
  yaml.add(0, 'currency', options.currency)
  if (drafts.has('orders') || all.some((draft) => draft.columns.some((column) => column.field === 'price')))
    yaml.ask(0, 'prices', "Are the prices in this partner's files with tax (gross) or without (net)?", 'gross or net')
  writeDialect(yaml, 0, first)
}

/** What the files do not show, so that nobody has to look for it. */
function writeRest(yaml: YamlLines, drafts: ReadonlyMap<DraftKind, DraftFile[]>): void {
  yaml.say(0, '')
  if (!drafts.has('orders'))
    yaml.say(0, 'orders:      add it to send orders; give `init --from` a sample of an order file to draft it')
  if (!drafts.has('stock'))
    yaml.say(0, 'stock:       add it to take stock files in; give `init --from` one of them to draft it')
  yaml.say(0, 'catalogue:   add it to send articles; docs/config.md shows how')
}

function notesOfKind(kind: DraftKind, drafts: readonly DraftFile[]): string[] {
  const notes: string[] = []
  const chosen = largest(drafts)
  const columnsOf = (draft: DraftFile) => draft.layout.header.map(normaliseName).join(';')
  for (const draft of drafts)
    if (columnsOf(draft) !== columnsOf(chosen))
      notes.push(`${draft.name} has other columns than ${chosen.name}, by which the draft was made.`)
  const counted = chosen.columns.some((column) => column.field === 'quantity' || column.location !== null)
  if (kind === 'stock' && !counted)
    notes.push(`No column of ${chosen.name} looks like a quantity: is it a stock file at all?`)
  return notes
}

function notesOf(draft: DraftFile): string[] {
  const notes: string[] = []
  const damaged = draft.columns
    .filter((column) => column.field === 'code' || column.field === 'barcode')
    .flatMap((column) => [...column.facts.values].filter((value) => /^\d(?:[.,]\d+)?E\+\d+$/i.test(value)))
  if (damaged.length > 0)
    notes.push(
      `${draft.name} holds codes that a spreadsheet has damaged, such as ${shown(damaged[0]!)}; their rows are rejected.`,
    )
  if (draft.misfits > 0)
    notes.push(
      `${draft.name} has ${plural(draft.misfits, 'row')} with more or fewer cells than the others; they are rejected.`,
    )
  if (draft.strayQuotes)
    notes.push(`${draft.name} has quotes in the middle of cells, so its quotes were taken for plain characters.`)
  if (draft.columns.length === 1)
    notes.push(
      `${draft.name} has only one column: the delimiter is none of ; , | or tab, or the columns have fixed widths.`,
    )
  const others = otherQuantities(draft)
  if (others.length > 0)
    notes.push(`${draft.name} has other columns that could be the quantity as well: ${others.map(shown).join(', ')}.`)
  return notes
}

/** A name out of a file name; dates and running numbers at its end say nothing. */
function slug(text: string): string {
  const plain = text
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'oe')
    .replaceAll('å', 'aa')
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|[-\d]+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return plain === '' || GENERIC.test(plain) ? 'my-till' : plain
}

/** What files are called everywhere says nothing about who wrote them. */
const GENERIC =
  /^(?:stock|stk|lager|lagerliste|bestand|saldo|qty|inventory|export|product-export|voorraad|varer|items|articles?|artikel|ord|orders?|data|file)$/
