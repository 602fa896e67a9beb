import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { modeline, SCHEMA_FOLDER, schemaFiles } from '../../config/json-schema.ts'
import { partnerSchema } from '../../config/partner.ts'
import { UsageError } from '../../model/errors.ts'
import { draftPartner } from '../../profiles/draft.ts'
import { yamlText } from '../../profiles/draft-yaml.ts'
import { readPreset } from '../../profiles/presets.ts'
import type { Session } from '../session.ts'
import { makeDemo } from './demo.ts'

interface InitOptions {
  demo?: boolean
  preset?: string
  from?: string[]
  name?: string
  timeZone?: string
  currency?: string
}

/** Makes a workspace, or adds a partner to one. Nothing that is there is overwritten. */
export async function init(session: Session, folder: string | undefined, options: InitOptions): Promise<number> {
  if (options.demo) return initDemo(session, resolve(folder ?? 'tillbridge-demo'))
  const root = resolve(folder ?? '.')
  const written: string[] = []
  if (options.name !== undefined) checkName(options.name)
  const partner = await partnerDraft(root, options)
  await write(root, 'tillbridge.yaml', `${modeline('workspace', '.')}\n${WORKSPACE_DRAFT}`, written)
  for (const file of schemaFiles())
    await write(root, file.name.includes('/') ? file.name : join(SCHEMA_FOLDER, file.name), file.text, written, true)
  await write(root, '.env.example', ENV_DRAFT, written)
  if (partner) {
    const path = join('partners', `${partner.name}.yaml`)
    if (existsSync(join(root, path))) throw new UsageError(`${path} is there already; name another with --name.`)
    const line = modeline('partner', 'partners')
    const yaml = partner.yaml.startsWith(line) ? partner.yaml : `${line}\n${partner.yaml}`
    await write(root, path, yaml, written)
  }
  session.terminal.say(`Wrote into ${relative('.', root) || '.'}:\n${written.map((path) => `  ${path}`).join('\n')}`)
  for (const note of partner?.notes ?? []) session.terminal.say(`note  ${note}`)
  if (partner && partner.questions.length > 0)
    session.terminal.say(
      `\nAsk the till's vendor, and write the answers into partners/${partner.name}.yaml:\n${partner.questions.map((q) => `  ${q}`).join('\n')}`,
    )
  session.terminal.say(
    `\nNext:  ${session.command} check${root === resolve('.') ? '' : ` --config ${relative('.', root)}`}      (asks for what is still to be said)`,
  )
  if (session.terminal.json)
    session.terminal.printJson({
      workspace: root,
      written,
      questions: partner?.questions ?? [],
      notes: partner?.notes ?? [],
    })
  return 0
}

async function initDemo(session: Session, root: string): Promise<number> {
  if (!(await makeDemo(root))) throw new UsageError(`${root} holds a workspace already.`)
  const here = relative('.', root) || '.'
  session.terminal.say(
    `Made ${here}/: a webshop as the files it exports, and a till with a stock file that has planted faults.\nNext:  ${session.command} run shop-catalogue --config ${here}\n       ${session.command} plan stock --config ${here}`,
  )
  if (session.terminal.json) session.terminal.printJson({ workspace: root })
  return 0
}

/** A name the partner could not keep is refused before anything is written. */
function checkName(name: string): void {
  const told = partnerSchema.shape.partner.safeParse(name).error?.issues[0]?.message
  if (told) throw new UsageError(`"${name}" cannot be the name of a partner: ${told}. For example: --name kasse-1`)
}

async function partnerDraft(
  root: string,
  options: InitOptions,
): Promise<{ name: string; yaml: string; questions: string[]; notes: string[] } | undefined> {
  if (options.from) {
    const files = options.from.map((file) => resolve(file))
    const missing = files.filter((file) => !existsSync(file))
    if (missing.length > 0) throw new UsageError(`Not there: ${missing.join(', ')}`)
    const zone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
    return draftPartner(files, {
      root,
      timeZone: zone,
      currency: options.currency ?? 'EUR',
      ...(options.name ? { name: options.name } : {}),
    })
  }
  if (options.preset) {
    const name = options.name ?? options.preset
    return {
      name,
      yaml: readPreset(options.preset).replace(/^partner: .*$/m, () => `partner: ${yamlText(name)}`),
      questions: [],
      notes: [],
    }
  }
  return undefined
}

async function write(root: string, path: string, text: string, written: string[], replace = false): Promise<void> {
  const target = join(root, path)
  if (existsSync(target) && (!replace || readFileSync(target, 'utf8') === text)) return
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, text)
  written.push(path)
}

const WORKSPACE_DRAFT = `# The webshop and where its files lie. Each partner (a till) has a file of its own in partners/.

shops:
  main:
    kind: woocommerce        # woocommerce, shopify, magento or generic
    folder: shop             # where the shop's exported files lie
    # timeZone: ?   In which time zone does the shop keep its times? (Europe/Copenhagen)
    # currency: ?   In which currency are its prices? (EUR)
    # prices: ?     Do its prices include tax (gross) or not (net)?
    # decimal: ?    Which decimal sign do its exports write? (","; a Danish or German WooCommerce does; "." unless said)
    # rates: ?      Which tax rate has each tax class, where the exports name only the class? ({ standard: 25 })
    products: "*product*.csv"
    orders: "*order*"
    # stock:                 # write stock back, in the shop's own import shape
    #   from: [NAME]         # partners whose stock counts

# owners:                    # who mends what: vendor, catalogue, store, finance, integrator, operations
#   catalogue: me@example.com
`
const ENV_DRAFT = '# Secrets for ${NAME} in the YAML. Copy to .env; the environment wins over it.\n'
