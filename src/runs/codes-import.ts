import { codeFitter } from '../mapping/fit-code.ts'
import { type Finding, finding } from '../model/findings.ts'
import { optionKey } from '../model/option-words.ts'
import { formatQuantity } from '../model/quantity.ts'
import { addAliases, endAliases, joinShareGroups } from '../store/code-aliases.ts'
import { claimsOf, issueCodes, retireCodes } from '../store/codes.ts'
import { type CodeBook, type CodeScope, nameOfVariant, readCodeBook } from './code-scope.ts'
import { type CodeTableRow, damageOf, lostZeros, readCodeTable, variantFinder } from './code-table.ts'

/** What one row of a table would do. */
export interface CodeChange {
  line: number
  result: 'new' | 'changed'
  /** `share`: it has another variant's code from now on; `group`: another one will have its code. */
  what: 'code' | 'alias' | 'share' | 'group'
  variantId: number
  /** The variant as a person knows it. */
  name: string
  code: string
  /** The code, or the factor, that it replaces. */
  former: string | null
  factor: number
  share: string | null
}

/** What importing a table of codes would do; `applyImport` does it. */
export interface CodesImport {
  read: number
  new: number
  changed: number
  same: number
  skipped: number
  rejected: number
  changes: CodeChange[]
  findings: Finding[]
  /** Columns nobody understood. */
  ignored: string[]
}

type Judged = { row: CodeTableRow; variantId: number; name: string }

/** Reads a table of codes and compares it with what is issued. Writes nothing. */
export async function planImport(scope: CodeScope, path: string): Promise<CodesImport> {
  const book = await readCodeBook(scope)
  const optionKeys = new Set(book.items.flatMap((item) => item.options.map(({ name }) => optionKey(name))))
  const table = await readCodeTable(path, optionKeys)
  const findings = [...table.findings]
  const rejected = new Set(table.rejected)
  const reject = (...found: Finding[]) => {
    findings.push(...found)
    for (const { row } of found) if (row !== null) rejected.add(row)
  }
  const judged = named(book, table.rows, reject)
  for (const found of [
    ...twoCodesPerVariant(judged),
    ...oneCodeTwice(judged),
    ...(await ofOthers(scope, book, judged)),
    ...misfits(scope, book, judged),
  ])
    reject(found)
  const left = judged.filter(({ row }) => !rejected.has(row.line))
  const once = onceEach(left)
  const find = changeFinder(book)
  const changes = once.flatMap((one) => find(one) ?? [])
  const count = (result: string) => changes.filter((change) => change.result === result).length
  return {
    ...{ read: table.read, new: count('new'), changed: count('changed'), same: once.length - changes.length },
    ...{ skipped: table.skipped.length + left.length - once.length, rejected: rejected.size, changes },
    ...{ findings: findings.sort((a, b) => (a.row ?? 0) - (b.row ?? 0)), ignored: table.ignored },
  }
}

/** One transaction: all rows that were not rejected, or none. */
export async function applyImport(scope: CodeScope, plan: CodesImport, by: string): Promise<void> {
  const { partner } = scope.partner
  const given = { now: scope.workspace.now().toISOString(), by }
  const of = (what: CodeChange['what']) => plan.changes.filter((change) => change.what === what)
  const codes = of('code')
  await scope.workspace.store.transaction().execute(async (trx) => {
    await retireCodes(
      trx,
      partner,
      [...codes, ...of('share')].map(({ variantId }) => variantId),
      given.now,
    )
    await endAliases(
      trx,
      partner,
      codes.map(({ code }) => code),
      given.now,
    )
    await issueCodes(
      trx,
      partner,
      codes.map(({ variantId, code, factor }) => ({ variantId, code, factor, origin: 'imported' })),
      given,
    )
    await addAliases(trx, partner, of('alias'), given)
    const members = plan.changes.filter(({ share }) => share !== null)
    await joinShareGroups(
      trx,
      partner,
      members.map(({ variantId, share }) => ({ variantId, name: share! })),
      given,
    )
  })
}

function named(book: CodeBook, rows: readonly CodeTableRow[], reject: (found: Finding) => void): Judged[] {
  const find = variantFinder(book.items)
  const judged: Judged[] = []
  for (const row of rows) {
    const found = find(row)
    if ('problem' in found) reject(found.problem)
    else judged.push({ row, variantId: found.variant.id, name: nameOfVariant(found.variant, found.item) })
  }
  return judged
}

/** A variant has one code that leaves; the others are aliases. The same row twice is the same row. */
function twoCodesPerVariant(judged: readonly Judged[]): Finding[] {
  const main = judged.filter(({ row }) => !row.alias)
  return [...Map.groupBy(main, ({ variantId }) => variantId).values()].flatMap((rows) => {
    if (new Set(rows.map(({ row }) => `${row.code} ${row.factor}`)).size === 1) return []
    const expected = `one code for ${rows[0]!.name}`
    return rows.map(({ row }) => finding('TB3054', { row: row.line, key: row.code, found: row.code, expected }))
  })
}

/** Two variants may only have one code when both rows say that they share it. */
function oneCodeTwice(judged: readonly Judged[]): Finding[] {
  return [...Map.groupBy(judged, ({ row }) => row.code).values()].flatMap((rows) => {
    if (new Set(rows.map(({ variantId }) => variantId)).size === 1) return []
    const shares = new Set(rows.map(({ row }) => row.share))
    if (shares.size === 1 && !shares.has('')) return []
    return rows.map(({ row, name }) => {
      const others = rows.filter((other) => other.name !== name).map((other) => `line ${other.row.line} ${other.name}`)
      return finding('TB3004', {
        ...{ row: row.line, key: row.code, found: `${row.code}: ${name}` },
        expected: `a code of its own; the same stands at ${others.slice(0, 3).join(', ')}`,
      })
    })
  })
}

/** A code never moves: not to be taken from another variant, not even when that one is gone. */
async function ofOthers(scope: CodeScope, book: CodeBook, judged: readonly Judged[]): Promise<Finding[]> {
  const codes = [...new Set(judged.map(({ row }) => row.code))]
  const claims = await claimsOf(scope.workspace.store, scope.partner.partner, codes)
  const groups = new Map(book.shares.map(({ variantId, name }) => [variantId, name]))
  return judged.flatMap(({ row, variantId }) => {
    const other = claims.get(row.code)?.find((claim) => claim.variantId !== variantId)
    if (!other) return []
    const together = row.share !== '' && other.as === 'code' && other.until === null
    const sharedAlready = groups.has(variantId) && groups.get(variantId) === groups.get(other.variantId)
    if (together || sharedAlready) return []
    const owner = book.variants.get(other.variantId)
    const who = owner ? nameOfVariant(owner.variant, owner.item) : `variant ${other.variantId}`
    const expected = `another code; this one ${other.until === null ? 'belongs' : 'belonged'} to ${who}`
    return [finding('TB3053', { row: row.line, key: row.code, found: row.code, expected })]
  })
}

/** Codes that are new must be such as the partner takes, and not what a spreadsheet made of one that is known. */
function misfits({ partner }: CodeScope, book: CodeBook, judged: readonly Judged[]): Finding[] {
  const fitter = codeFitter(partner.codes)
  const known = new Set([...book.issued.map(({ code }) => code), ...book.aliases.map(({ code }) => code)])
  return judged.flatMap(({ row, variantId }) => {
    if (known.has(row.code)) return []
    const place = { row: row.line, column: 'code', key: row.code }
    const current = book.current.get(variantId)?.code
    const cut = [current, ...ownNumbers(book, variantId)].find((whole) => whole && lostZeros(whole, row.code))
    if (cut) return [finding('TB2302', { ...place, found: row.code, expected: `probably ${cut}` })]
    const problem = damageOf(row.code, place) ?? fitter(row.code)
    return problem ? [{ ...problem, ...place }] : []
  })
}

/** Only digits lose zeros. */
function ownNumbers(book: CodeBook, variantId: number): string[] {
  const { variant } = book.variants.get(variantId)!
  return [variant.sku ?? '', variant.barcode ?? ''].filter((text) => /^\d+$/.test(text))
}

/** What each row changes; undefined where all is as it says. Of several rows that share a new code the first holds it. */
function changeFinder(book: CodeBook): (one: Judged) => CodeChange | undefined {
  const aliases = new Map(book.aliases.map((alias) => [alias.code, alias]))
  const groups = new Map(book.shares.map(({ variantId, name }) => [variantId, name]))
  const holders = new Map([...book.current.values()].map(({ code, variantId }) => [code, variantId]))
  return ({ row, variantId, name }) => {
    const { line, code, factor } = row
    const joins = row.share !== '' && row.share !== groups.get(variantId)
    const change = { line, variantId, name, code, factor, share: joins ? row.share : null }
    if (row.alias) {
      const alias = aliases.get(code)
      if (alias && alias.until === null && alias.factor === factor) return undefined
      const former = alias ? formatQuantity(alias.factor) : null
      return { ...change, result: alias ? 'changed' : 'new', what: 'alias', former, share: null }
    }
    const own = book.current.get(variantId)
    if (own?.code === code && own.factor === factor)
      return joins ? { ...change, result: 'changed', what: 'group', former: null } : undefined
    const result = own ? 'changed' : 'new'
    const holder = holders.get(code) ?? variantId
    holders.set(code, holder)
    if (holder === variantId) return { ...change, result, what: 'code', former: own?.code ?? null }
    if (!own && !joins) return undefined
    return { ...change, result, what: 'share', former: own?.code ?? null }
  }
}

/** The same row twice is told once; the second is passed over. */
function onceEach(judged: readonly Judged[]): Judged[] {
  const first = new Map<string, Judged>()
  for (const one of judged) {
    const same = JSON.stringify([one.variantId, one.row.code, one.row.alias])
    if (!first.has(same)) first.set(same, one)
  }
  return [...first.values()]
}
