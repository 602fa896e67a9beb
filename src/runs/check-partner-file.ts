import { basename } from 'node:path'
import type { PartnerConfig } from '../config/partner.ts'
import { UsageError } from '../model/errors.ts'
import { matchFileName } from '../profiles/file-name.ts'
import { type CheckOptions, checkOf, type FileCheck } from './file-check.ts'
import { runFlow } from './run-flow.ts'
import { type OpenWorkspace, partnerNamed } from './workspace.ts'

/** A partner that writes files of a kind. */
export interface Reader {
  partner: PartnerConfig
  kind: 'stock' | 'items'
}

export function readersOf(workspace: OpenWorkspace, kind?: Reader['kind'], name?: string): Reader[] {
  const partners = name === undefined ? [...workspace.partners.values()] : [partnerNamed(workspace, name)]
  const kinds = kind === undefined ? (['stock', 'items'] as const) : [kind]
  return partners.flatMap((partner) =>
    kinds.filter((each) => partner[each]).map((each): Reader => ({ partner, kind: each })),
  )
}

/** A file that is said to be a partner's: whose and which, by what was said, by its name, or by who can read it. */
export async function checkPartners(
  path: string,
  kind: Reader['kind'] | undefined,
  options: CheckOptions,
  workspace: OpenWorkspace | null,
): Promise<FileCheck> {
  if (!workspace)
    throw new UsageError(
      "A partner's file can be checked only in a workspace: the profile says how to read it. Use --config, or `tillbridge init --from FILE`.",
    )
  const readers = readersOf(workspace, kind, options.partner)
  const section = `\`${kind ?? 'stock'}\` section`
  if (readers.length === 0)
    throw new UsageError(
      options.partner === undefined
        ? `No partner has a ${section}.`
        : `Partner "${options.partner}" has no ${section}.`,
    )
  const named = readers.filter((reader) => fitsName(reader, path))
  const [reader] = named.length === 1 ? named : readers
  if (readers.length === 1 || named.length === 1) return checkPartnerFile(path, reader!, options, workspace)
  const fitting = await partnersReading(path, readers, options, workspace)
  if (fitting.length === 1) return fitting[0]!.check
  if (fitting.length === 0 && options.partner !== undefined)
    return checkPartnerFile(path, readers[0]!, options, workspace)
  throw new UsageError(sayWhich(fitting.length > 0 ? fitting : readers))
}

function fitsName({ partner, kind }: Reader, path: string): boolean {
  return matchFileName(partner[kind]!.file, basename(path), { ignoreCase: true }) !== null
}

/** Those whose pattern fits the name when it is one alone, else those whose profile can read the file. */
export async function partnersReading(
  path: string,
  readers: readonly Reader[],
  options: CheckOptions,
  workspace: OpenWorkspace,
): Promise<(Reader & { check: FileCheck })[]> {
  const named = readers.filter((reader) => fitsName(reader, path))
  if (named.length === 1) return [{ ...named[0]!, check: await checkPartnerFile(path, named[0]!, options, workspace) }]
  const fitting: (Reader & { check: FileCheck })[] = []
  for (const reader of readers) {
    const check = await checkPartnerFile(path, reader, options, workspace)
    if (check.report.result !== 'failed') fitting.push({ ...reader, check })
  }
  return fitting
}

export function sayWhich(readers: readonly Reader[]): string {
  const choices = readers.map(({ partner, kind }) => `  --as ${kind} --partner ${partner.partner}`)
  return `Several partners could have written this file. Say which:\n${choices.join('\n')}`
}

async function checkPartnerFile(
  path: string,
  { partner, kind }: Reader,
  options: CheckOptions,
  workspace: OpenWorkspace,
): Promise<FileCheck> {
  const report = await runFlow(
    { flow: kind, partner: partner.partner, mode: 'plan', file: { path, as: kind }, look: true },
    workspace,
  )
  const dialect = partner[kind]?.dialect ?? partner.dialect
  return checkOf(path, kind, options.as === undefined, report, {
    encoding: dialect.encoding,
    delimiter: dialect.delimiter,
  })
}
