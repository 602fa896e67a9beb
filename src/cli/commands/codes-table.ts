import { relative, resolve } from 'node:path'
import { parseFactor } from '../../mapping/code-factor.ts'
import { UsageError } from '../../model/errors.ts'
import { formatQuantity } from '../../model/quantity.ts'
import { groupFindings } from '../../reports/finding-groups.ts'
import { counted, grouped, printable } from '../../reports/printable.ts'
import { codeScope } from '../../runs/code-scope.ts'
import { exportCodes, type Suggested } from '../../runs/codes-export.ts'
import { applyImport, type CodesImport, planImport } from '../../runs/codes-import.ts'
import { listCodes } from '../../runs/codes-list.ts'
import { planPartnerCodes } from '../../runs/codes-plan.ts'
import { setCode } from '../../runs/codes-set.ts'
import { mustBeReadable } from '../../runs/run-flow.ts'
import { confirm } from '../confirm.ts'
import type { Session } from '../session.ts'
import { userName } from '../user-name.ts'

interface SetOptions {
  partner?: string
  code: string
  variant?: string
  alias?: boolean
  factor?: string
  share?: string
  end?: boolean
  by?: string
}

export async function set(session: Session, options: SetOptions): Promise<number> {
  const factor = options.factor === undefined ? undefined : parseFactor(options.factor)
  if (factor === null) throw new UsageError(`--factor ${options.factor}: write how many pieces, such as 6.`)
  const code = options.code.trim()
  if (code === '') throw new UsageError('--code is blank.')
  return session.workspace(async (workspace) => {
    const { variant, alias, share, end, by = userName() } = options
    const scope = codeScope(workspace, options.partner)
    const result = await setCode(scope, { code, variant, alias, factor, share, end, by })
    session.terminal.say(result.sentence)
    if (session.terminal.json) session.terminal.printJson(result)
    return 0
  })
}

interface ImportOptions {
  partner?: string
  yes?: boolean
  by?: string
}

/** Takes a filled-in table in: shown first, then applied whole, without the rejected rows. */
export async function importTable(session: Session, file: string, options: ImportOptions): Promise<number> {
  return session.workspace(async (workspace) => {
    const scope = codeScope(workspace, options.partner)
    await mustBeReadable(resolve(file))
    const plan = await planImport(scope, resolve(file))
    show(session, file, plan)
    const changes = plan.changes.length
    let applied = false
    if (changes === 0) session.terminal.say('Nothing to do; nothing was written.')
    else if (options.yes || (await confirm(session, `Take ${counted(changes, 'row')}?`, '--yes'))) {
      await applyImport(scope, plan, options.by ?? userName())
      applied = true
      session.terminal.say(`Took ${counted(changes, 'row')}.`)
    } else session.terminal.say('Nothing was written.')
    if (session.terminal.json) session.terminal.printJson({ file, applied, ...planJson(plan) })
    return plan.rejected > 0 ? 3 : 0
  })
}

const SHOWN_MAX = 20

function show(session: Session, file: string, plan: CodesImport): void {
  const { terminal } = session
  const { read, changed, same, skipped, rejected } = plan
  terminal.say(
    `${printable(file)}   ${counted(read, 'row')}\n  new ${grouped(plan.new)}   changed ${grouped(changed)}   same ${grouped(same)}   skipped ${grouped(skipped)}   rejected ${grouped(rejected)}      (= ${grouped(read)})`,
  )
  if (plan.changes.length > 0)
    terminal.table(
      ['line', 'code', 'variant', 'instead of'].map((title) => ({ title })),
      plan.changes
        .slice(0, SHOWN_MAX)
        .map(({ line, code, what, factor, name, former }) => [
          String(line),
          `${code}${factor === 1000 ? '' : ` x${formatQuantity(factor)}`}${what === 'code' ? '' : ` (${what})`}`,
          name,
          former ?? '',
        ]),
    )
  if (plan.changes.length > SHOWN_MAX) terminal.say(`and ${grouped(plan.changes.length - SHOWN_MAX)} more`)
  for (const group of groupFindings({ findings: plan.findings, findingsByCode: {} }, SHOWN_MAX)) {
    terminal.say(`  ${group.code}  ${counted(group.count, group.severity)}  ${group.why}`)
    for (const { row, found, expected } of group.examples)
      terminal.say(
        `          ${row === null ? '' : `row ${row} `}${printable(found ?? '')}${expected ? ` (expected ${printable(expected)})` : ''}`,
      )
    terminal.say(`          Fix: ${printable(group.fix)}`)
  }
  if (plan.ignored.length > 0)
    terminal.say(`  note  columns nobody understands: ${plan.ignored.map(printable).join(', ')}`)
  if (skipped > 0) terminal.say(`  note  ${counted(skipped, 'row')} without a code, or said twice.`)
}

function planJson({ changes, findings, ignored, ...counts }: CodesImport) {
  const told = changes.map(({ variantId: _, factor, ...change }) => ({ ...change, factor: formatQuantity(factor) }))
  return { ...counts, changes: told, findings, ignored }
}

const DELIMITERS: Record<string, string> = { ';': ';', ',': ',', tab: '\t' }

interface ExportOptions {
  partner?: string
  item?: string
  origin?: string
  missing?: boolean
  delimiter: string
}

/** Writes the table to fill in: codes, and blank cells where a variant has none, with what may stand there. */
export async function exportTable(session: Session, file: string, options: ExportOptions): Promise<number> {
  const delimiter = DELIMITERS[options.delimiter]
  if (delimiter === undefined) throw new UsageError(`--delimiter ${options.delimiter}: write ; or , or tab.`)
  return session.workspace(async (workspace) => {
    const scope = codeScope(workspace, options.partner)
    const rows = await listCodes(scope, options)
    const waiting = rows.some(({ code }) => code === null)
    const result = await exportCodes(resolve(file), rows, waiting ? await suggested(scope) : new Map(), delimiter)
    const waits =
      result.missing > 0
        ? `; ${counted(result.missing, 'cell')} under \`code\` to fill in, then: ${session.command} codes import ${file}`
        : ''
    session.terminal.say(`${relative('.', result.path) || file}   ${counted(result.rows, 'row')}${waits}`)
    if (session.terminal.json) session.terminal.printJson({ file, rows: result.rows, missing: result.missing })
    return 0
  }, true)
}

async function suggested(scope: ReturnType<typeof codeScope>): Promise<Map<string, Suggested>> {
  const { plan, place } = await planPartnerCodes(scope)
  const told = new Map<string, Suggested>()
  for (const { variantId, code, reason } of [...plan.assigned, ...plan.suggestions]) {
    const key = place(variantId)?.variant.key
    if (key !== undefined && !told.has(key)) told.set(key, { code, reason })
  }
  return told
}
