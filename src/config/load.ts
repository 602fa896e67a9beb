import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { UsageError } from '../model/errors.ts'
import { checkFolders, checkPartnerFields, checkShopFields, checkShopOf, type FieldNames } from './check-between.ts'
import { checkCodesAround } from './check-codes.ts'
import { checkPartner, checkWorkspace } from './cross-checks.ts'
import { type Parsed, parseConfig } from './parse.ts'
import { type PartnerConfig, partnerSchema } from './partner.ts'
import { ConfigError, type ConfigProblem } from './problems.ts'
import { PARTNER_QUESTIONS, WORKSPACE_QUESTIONS } from './questions.ts'
import { type Env, type FindSecret, secretSource } from './secrets.ts'
import type { Trouble } from './trouble.ts'
import { type ShopConfig, type WorkspaceConfig, workspaceSchema } from './workspace.ts'
import { readYaml } from './yaml-file.ts'

export interface Workspace {
  /** Folder of tillbridge.yaml, absolute. Everything written lies in it. */
  root: string
  /** Absolute path of tillbridge.yaml. */
  file: string
  workspace: WorkspaceConfig
  /** By short name, in the order of the names. */
  partners: Map<string, PartnerConfig>
  shops: Map<string, ShopConfig>
}

export interface LoadOptions {
  /** Known fields, so that a column that names another one is an error. Without it such columns are not judged. */
  fields?: FieldNames
}

const NAMES = ['tillbridge.yaml', 'tillbridge.yml']

/**
 * Reads tillbridge.yaml (or the folder it lies in) and all partner files, with every ${NAME} filled in from `env`,
 * NAME_FILE or `.env`. Throws ConfigError with all problems of all files, UsageError when there is no workspace.
 */
export function loadWorkspace(where: string, env: Env = process.env, options: LoadOptions = {}): Workspace {
  const file = findWorkspace(where)
  const root = path.dirname(file)
  const find = secretSource(root, env)
  const main = parseConfig(
    readYaml(path.basename(file), readFileSync(file)),
    workspaceSchema,
    WORKSPACE_QUESTIONS,
    find,
  )
  const folder = main.value?.partners ?? 'partners'
  const { parsed, problems } = readPartners(root, folder, find)
  problems.push(...main.problems)
  for (const { problems: own } of parsed.values()) problems.push(...own)
  problems.push(...checkAll(root, main, parsed, options))
  if (problems.length > 0 || main.value === null) throw new ConfigError(problems)
  const partners = new Map([...parsed].map(([name, { value }]) => [name, value!]))
  return { root, file, workspace: main.value, partners, shops: new Map(Object.entries(main.value.shops)) }
}

/**
 * Reads one partner's YAML by itself: presets, drafts, tests. `name` is the file name used in messages; the checks
 * between partners are left out. Throws ConfigError with all problems.
 */
export function parsePartner(
  text: string,
  name = 'partner.yaml',
  options: LoadOptions & { find?: FindSecret } = {},
): PartnerConfig {
  const find: FindSecret = options.find ?? ((variable) => ({ problem: `${variable} has no value here` }))
  const parsed = parseConfig(readYaml(name, new TextEncoder().encode(text)), partnerSchema, PARTNER_QUESTIONS, find)
  const problems = [...parsed.problems]
  if (parsed.value) {
    const base = name === 'partner.yaml' ? parsed.value.partner : baseName(path.basename(name))
    problems.push(...parsed.report(checkPartner(parsed.value, base)))
    if (options.fields) problems.push(...parsed.report(checkPartnerFields(parsed.value, options.fields)))
  }
  if (problems.length > 0 || parsed.value === null) throw new ConfigError(problems)
  return parsed.value
}

function findWorkspace(where: string): string {
  const full = path.resolve(where)
  const stat = statSync(full, { throwIfNoEntry: false })
  if (stat?.isFile()) return full
  if (!stat) throw new UsageError(`there is no ${where}. \`tillbridge init\` makes a workspace.`)
  const found = NAMES.filter((name) => statSync(path.join(full, name), { throwIfNoEntry: false })?.isFile())
  if (found.length === 2) throw new UsageError(`${where} holds both ${NAMES.join(' and ')}; keep one of them.`)
  if (!found[0])
    throw new UsageError(
      `there is no tillbridge.yaml in ${full}. Go to the folder of your workspace, name it with --config, or make one with \`tillbridge init\`.`,
    )
  return path.join(full, found[0])
}

type ParsedPartners = Map<string, Parsed<PartnerConfig>>

function readPartners(
  root: string,
  folder: string,
  find: FindSecret,
): { parsed: ParsedPartners; problems: ConfigProblem[] } {
  const parsed: ParsedPartners = new Map()
  const problems: ConfigProblem[] = []
  for (const entry of partnerFiles(path.resolve(root, folder))) {
    const name = path.posix.join(path.relative(root, path.resolve(root, folder)).split(path.sep).join('/'), entry)
    const base = baseName(entry)
    const file = readYaml(name, readFileSync(path.resolve(root, folder, entry)))
    if (parsed.has(base)) {
      problems.push(
        file.problem({
          path: ['partner'],
          at: 'key',
          code: 'TB0107',
          message: `there are two files for the partner "${base}": ${base}.yaml and ${base}.yml`,
          suggestion: 'keep one of the two files',
        }),
      )
    } else parsed.set(base, parseConfig(file, partnerSchema, PARTNER_QUESTIONS, find))
  }
  return { parsed, problems }
}

function partnerFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && /^[^.].*\.ya?ml$/i.test(entry.name))
      .map((entry) => entry.name)
      .sort((a, b) =>
        baseName(a) === baseName(b) ? (a.endsWith('.yaml') ? -1 : 1) : baseName(a) < baseName(b) ? -1 : 1,
      )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function baseName(file: string): string {
  return file.replace(/\.ya?ml$/i, '')
}

/** The checks that look at several keys or several files. */
function checkAll(
  root: string,
  main: Parsed<WorkspaceConfig>,
  parsed: ParsedPartners,
  options: LoadOptions,
): ConfigProblem[] {
  const partners = new Map([...parsed].map(([name, { value }]) => [name, value]))
  const problems: ConfigProblem[] = []
  if (main.value) {
    problems.push(...main.report(checkWorkspace(main.value, partners)))
    if (options.fields) problems.push(...main.report(checkShopFields(main.value, options.fields)))
  }
  const between = checkFolders(root, partners)
  for (const [name, partner] of parsed) {
    if (!partner.value) continue
    const troubles: Trouble[] = [...checkPartner(partner.value, name), ...(between.get(name) ?? [])]
    if (main.value) troubles.push(...checkShopOf(partner.value, Object.keys(main.value.shops)))
    if (options.fields) troubles.push(...checkPartnerFields(partner.value, options.fields))
    troubles.push(...checkCodesAround(root, partner.value, [...partners.keys()]))
    problems.push(...partner.report(troubles))
  }
  return problems
}
