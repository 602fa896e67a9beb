import { resolve } from 'node:path'
import type { CodePlan } from '../../mapping/plan-codes.ts'
import { UsageError } from '../../model/errors.ts'
import { formatQuantity } from '../../model/quantity.ts'
import { writeCodesReports } from '../../reports/codes-files.ts'
import { codesJson } from '../../reports/codes-json.ts'
import { codesText } from '../../reports/codes-text.ts'
import { counted, grouped } from '../../reports/printable.ts'
import { type CodeScope, codeScope } from '../../runs/code-scope.ts'
import { type CodeRow, listCodes } from '../../runs/codes-list.ts'
import { applyMatch, matchCodes } from '../../runs/codes-match.ts'
import { applyCodes, type PlannedCodes, planPartnerCodes } from '../../runs/codes-plan.ts'
import { codesReportOf, GRIDS_MAX } from '../../runs/codes-report.ts'
import { mustBeReadable } from '../../runs/run-flow.ts'
import { confirm } from '../confirm.ts'
import { numberOption } from '../number-option.ts'
import type { Session } from '../session.ts'
import { shortTime } from '../times.ts'
import { userName } from '../user-name.ts'

const ORIGINS = ['hand', 'imported', 'shop', 'matched', 'generated']

interface ListOptions {
  partner?: string
  item?: string
  origin?: string
  missing?: boolean
}

export async function list(session: Session, options: ListOptions): Promise<number> {
  if (options.origin !== undefined && !ORIGINS.includes(options.origin))
    throw new UsageError(`--origin ${options.origin}: no such origin. Origins: ${ORIGINS.join(', ')}.`)
  return session.workspace(async (workspace) => {
    const rows = await listCodes(codeScope(workspace, options.partner), options)
    if (session.terminal.json) session.terminal.printJson({ codes: rows.map(rowJson) })
    if (rows.length === 0) session.terminal.say('No such codes.')
    else
      session.terminal.table(
        ['code', 'variant', 'item', 'options', 'origin', 'since', 'by', 'aliases'].map((title) => ({ title })),
        rows.map(rowCells),
      )
    return 0
  }, true)
}

function rowCells(row: CodeRow): string[] {
  return [
    (row.code ?? '-') + pack(row.factor) + (row.shared ? ` (shared, ${row.share})` : ''),
    row.sku || row.variant,
    row.item,
    row.options.map(({ value }) => value ?? 'any').join(' / '),
    row.origin ?? '',
    row.since === null ? '' : shortTime(row.since),
    row.by ?? '',
    row.aliases.map(({ code, factor, until }) => code + pack(factor) + (until === null ? '' : ' (ended)')).join(', '),
  ]
}

function pack(factor: number): string {
  return factor === 1000 ? '' : ` x${formatQuantity(factor)}`
}

function rowJson({ factor, aliases, ...row }: CodeRow) {
  return {
    ...row,
    factor: formatQuantity(factor),
    aliases: aliases.map(({ code, factor: pieces, since, until, by }) => ({
      ...{ code, factor: formatQuantity(pieces), since, until, by },
    })),
  }
}

interface PlanOptions {
  partner?: string
  grid?: boolean
  limit: string
  report?: string
}

/** What `codes apply` would issue, and all that the checks have to say of it. */
export async function plan(session: Session, options: PlanOptions): Promise<number> {
  return session.workspace(async (workspace) => {
    const scope = codeScope(workspace, options.partner)
    const planned = await planPartnerCodes(scope)
    const files = await report(session, scope, planned, options)
    if (session.terminal.json) session.terminal.printJson({ ...planJson(planned), files })
    if (planned.plan.assigned.length > 0)
      session.terminal.say(`Next:  ${session.command} codes apply --partner ${scope.partner.partner}`)
    return exitOf(planned)
  }, true)
}

/** All checks of the codes that are issued and would be. */
export async function check(session: Session, options: PlanOptions): Promise<number> {
  return session.workspace(async (workspace) => {
    const scope = codeScope(workspace, options.partner)
    const planned = await planPartnerCodes(scope)
    const codes = codesReportOf(scope, planned)
    session.terminal.say(textOf(session, codes, options))
    await written(session, codes, options)
    if (session.terminal.json) session.terminal.printJson(JSON.parse([...codesJson(codes)].join('')))
    return exitOf(planned)
  }, true)
}

export async function apply(session: Session, options: PlanOptions & { yes?: boolean; by?: string }): Promise<number> {
  return session.workspace(async (workspace) => {
    const scope = codeScope(workspace, options.partner)
    const planned = await planPartnerCodes(scope)
    const files = await report(session, scope, planned, options)
    const codes = planned.plan.assigned
    let issued = 0
    if (codes.length === 0)
      session.terminal.say('No variant waits for a code that could be given; nothing was written.')
    else if (options.yes || (await confirm(session, `Issue ${counted(codes.length, 'code')}?`, '--yes'))) {
      issued = await applyCodes(scope, planned, options.by ?? userName())
      session.terminal.say(`Issued ${counted(issued, 'code')}. An issued code never changes by itself.`)
    } else session.terminal.say('Nothing was written.')
    if (session.terminal.json) session.terminal.printJson({ ...planJson(planned), issued, files })
    return exitOf(planned)
  })
}

/** Looks our variants up in the till's own list of articles. */
export async function match(
  session: Session,
  file: string,
  options: { partner?: string; apply?: boolean; by?: string; limit: string },
): Promise<number> {
  return session.workspace(async (workspace) => {
    const scope = codeScope(workspace, options.partner)
    await mustBeReadable(resolve(file))
    const found = await matchCodes(scope, resolve(file))
    const { terminal } = session
    terminal.say(`${grouped(found.read)} rows read: ${counted(found.links.length, 'variant')} certainly in the list.`)
    codeTable(session, found, found.links, numberOption('--limit', options.limit))
    suggestionTable(session, found, numberOption('--limit', options.limit))
    const issued = options.apply ? await applyMatch(scope, found, options.by ?? userName()) : 0
    if (options.apply) terminal.say(`Issued ${counted(issued, 'code')}; suggestions wait for a person.`)
    else if (found.links.length > 0)
      terminal.say(`Next:  ${session.command} codes match ${file} --apply      (takes the certain ones)`)
    if (terminal.json)
      terminal.printJson({
        ...{ file, read: found.read, links: codesJsonOf(found, found.links) },
        ...{ suggestions: suggestionsJson(found), issued, findings: found.listFindings },
      })
    return found.listFindings.some(({ severity }) => severity === 'error') ? 3 : 0
  }, !options.apply)
}

async function report(session: Session, scope: CodeScope, planned: PlannedCodes, options: PlanOptions) {
  const limit = numberOption('--limit', options.limit)
  codeTable(session, planned, planned.plan.assigned, limit)
  suggestionTable(session, planned, limit)
  missingValues(session, scope, planned.plan)
  const codes = codesReportOf(scope, planned)
  session.terminal.say(textOf(session, codes, options))
  return written(session, codes, options)
}

function textOf(
  session: Session,
  codes: ReturnType<typeof codesReportOf>,
  { grid = false }: { grid?: boolean },
): string {
  return codesText(codes, { command: session.command, paint: session.terminal.paint, grids: grid })
}

async function written(
  session: Session,
  codes: ReturnType<typeof codesReportOf>,
  { report: dir }: { report?: string },
) {
  if (dir === undefined) return []
  const files = (await writeCodesReports(codes, resolve(dir))).map(({ path }) => path)
  for (const path of files) session.terminal.say(`  report  ${path}`)
  if (codes.gridsTotal > codes.grids.length) session.terminal.remark(`The report draws ${GRIDS_MAX} items.`)
  return files
}

function codeTable(session: Session, planned: PlannedCodes, codes: CodePlan['assigned'], limit: number): void {
  if (codes.length === 0) return
  session.terminal.table(
    ['code', 'variant', 'origin', 'because'].map((title) => ({ title })),
    codes.slice(0, limit).map(({ variantId, code, origin, reason }) => [code, planned.name(variantId), origin, reason]),
  )
  if (codes.length > limit) session.terminal.say(`and ${grouped(codes.length - limit)} more (--limit ${codes.length})`)
}

function suggestionTable(session: Session, planned: PlannedCodes, limit: number): void {
  const { suggestions } = planned.plan
  if (suggestions.length === 0) return
  session.terminal.say('\nPerhaps; nothing of this is used until somebody says so (`codes set`, or the spreadsheet):')
  session.terminal.table(
    ['code', 'variant', 'because', 'score'].map((title) => ({ title })),
    suggestions.slice(0, limit).map((s) => [s.code, planned.name(s.variantId), s.reason, s.score.toFixed(2)]),
  )
}

function missingValues(session: Session, { partner }: CodeScope, { missingValues: values }: CodePlan): void {
  if (values.length === 0) return
  const file = partner.codes.values ?? 'the file of `codes.values`'
  session.terminal.say(`\nAdd to ${file}, with the code of each behind it:`)
  for (const { option, value } of values) session.terminal.say(`  ${option};${value};`)
}

function planJson(planned: PlannedCodes) {
  return {
    partner: planned.known.partner,
    assigned: codesJsonOf(planned, planned.plan.assigned),
    suggestions: suggestionsJson(planned),
    missingValues: planned.plan.missingValues,
    totals: planned.check.totals,
    findings: planned.check.findings,
  }
}

function codesJsonOf(planned: PlannedCodes, codes: CodePlan['assigned']) {
  return codes.map(({ variantId, ...code }) => ({ ...code, ...placeJson(planned, variantId) }))
}

function suggestionsJson(planned: PlannedCodes) {
  return planned.plan.suggestions.map(({ variantId, ...one }) => ({ ...one, ...placeJson(planned, variantId) }))
}

function placeJson(planned: PlannedCodes, variantId: number) {
  const place = planned.place(variantId)
  if (!place) return {}
  const { key, sku, options } = place.variant
  return { variant: key, sku, item: place.item.sku || place.item.key, options }
}

function exitOf({ check: { totals } }: PlannedCodes): number {
  return totals.findings.error > 0 ? 3 : 0
}
