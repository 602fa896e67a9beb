import { relative, resolve } from 'node:path'
import type { Finding } from '../../model/findings.ts'
import { counted, grouped, printable } from '../../reports/printable.ts'
import { codeScope } from '../../runs/code-scope.ts'
import { applyMapImport, exportMap, listMaps, mapNamed, planMapImport } from '../../runs/maps.ts'
import { checkMaps } from '../../runs/maps-check.ts'
import { mustBeReadable } from '../../runs/run-flow.ts'
import { confirm } from '../confirm.ts'
import type { Session } from '../session.ts'

interface MapOptions {
  partner?: string
  yes?: boolean
}

/** All maps with their number of entries, or one with its rows. */
export async function list(session: Session, name: string | undefined, options: MapOptions): Promise<number> {
  return session.workspace(async (workspace) => {
    const wanted = name === undefined ? undefined : mapNamed(name)
    const maps = listMaps(codeScope(workspace, options.partner)).filter(({ table }) => !wanted || table === wanted)
    const { terminal } = session
    if (terminal.json)
      terminal.printJson({
        maps: maps.map(({ table: { name: map, title, columns }, rows }) => ({
          ...{ name: map, title, configured: rows !== null },
          rows: (rows ?? []).map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? '']))),
        })),
      })
    if (wanted)
      terminal.table(
        wanted.columns.map((title) => ({ title })),
        maps[0]?.rows ?? [],
      )
    else
      terminal.table(
        [{ title: 'map' }, { title: 'entries', align: 'right' }, { title: 'what it says' }],
        maps.map(({ table, rows }) => [table.name, rows === null ? '-' : grouped(rows.length), table.title]),
      )
    return 0
  }, true)
}

export async function exportTable(session: Session, name: string, file: string, options: MapOptions): Promise<number> {
  return session.workspace(async (workspace) => {
    const rows = await exportMap(codeScope(workspace, options.partner), mapNamed(name), resolve(file))
    session.terminal.say(`${printable(file)}   ${counted(rows, 'row')}`)
    if (session.terminal.json) session.terminal.printJson({ map: name, file, rows })
    return 0
  }, true)
}

export async function importTable(session: Session, name: string, file: string, options: MapOptions): Promise<number> {
  return session.workspace(async (workspace) => {
    const scope = codeScope(workspace, options.partner)
    await mustBeReadable(resolve(file))
    const plan = await planMapImport(scope, mapNamed(name), resolve(file))
    const { read, changed, same, skipped, rejected, removed, findings } = plan
    const { terminal } = session
    terminal.say(
      `${printable(file)}   ${counted(read, 'row')}\n  new ${plan.new}   changed ${changed}   same ${same}   skipped ${skipped}   rejected ${rejected}      (= ${read})`,
    )
    for (const row of removed) terminal.say(`  goes  ${row.map(printable).join(' | ')}`)
    tell(session, findings)
    const changes = plan.set.length + plan.remove.length
    let written: string | null = null
    if (rejected > 0) terminal.say('Nothing was written: a map is taken whole or not at all.')
    else if (changes === 0) terminal.say('Nothing to do; nothing was written.')
    else if (options.yes || (await confirm(session, `Write ${counted(changes, 'change')}?`, '--yes'))) {
      written = await applyMapImport(scope, plan)
      terminal.say(`Wrote ${relative('.', written) || written}.`)
    } else terminal.say('Nothing was written.')
    if (terminal.json)
      terminal.printJson({
        ...{ map: name, file, read, new: plan.new, changed, same, skipped, rejected },
        ...{ removed: removed.length, written: written !== null, findings },
      })
    return rejected > 0 ? 3 : 0
  })
}

/** What the orders of the shop say and no map knows. */
export async function check(session: Session, options: MapOptions): Promise<number> {
  return session.workspace(async (workspace) => {
    const findings = await checkMaps(codeScope(workspace, options.partner))
    tell(session, findings)
    session.terminal.say(
      findings.length === 0
        ? 'The maps know every word of the orders.'
        : `${counted(findings.length, 'word')} of the orders that no map knows; such orders stay until one does.`,
    )
    if (session.terminal.json) session.terminal.printJson({ findings })
    return findings.length > 0 ? 3 : 0
  }, true)
}

function tell({ terminal }: Session, findings: readonly Finding[]): void {
  for (const { code, row, column, found, expected, fix } of findings) {
    const place = [row === null ? '' : `row ${row}`, column ?? ''].filter(Boolean).join(' ')
    terminal.say(`  ${code}  ${place} ${printable(found ?? '')} (expected ${printable(expected ?? '')})`)
    terminal.say(`          Fix: ${printable(fix)}`)
  }
}
