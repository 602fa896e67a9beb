import type { z } from 'zod'
import { DOCS_EXAMPLE_PARTNER, DOCS_EXAMPLE_WORKSPACE } from './docs-examples.ts'
import { partnerSchema } from './partner.ts'
import { PARTNER_QUESTIONS, type Question, questionAt, WORKSPACE_QUESTIONS } from './questions.ts'
import { alternatives } from './schema-tree.ts'
import { typeWords } from './schema-words.ts'
import { workspaceSchema } from './workspace.ts'

type Def = z.core.$ZodTypes['_zod']['def']

/** The page docs/config.md, printed from the schemas: every key with its values, its default and its meaning. */
export function configReference(): string {
  return `${[
    INTRODUCTION,
    '## tillbridge.yaml',
    'Says which webshops there are. It lies in the folder of the workspace; everything tillbridge writes lies there as well.',
    fence(DOCS_EXAMPLE_WORKSPACE),
    ...sections(workspaceSchema, WORKSPACE_QUESTIONS),
    '## partners/NAME.yaml',
    'One file per partner; the file is called as the partner. `tillbridge init --from FILE` drafts it from real files.',
    fence(DOCS_EXAMPLE_PARTNER),
    ...sections(partnerSchema, PARTNER_QUESTIONS),
    SCHEMES,
  ].join('\n\n')}\n`
}

const INTRODUCTION = `# Configuration

<!-- Printed from the schemas in src/config by \`npm run docs\`; do not edit by hand. -->

A workspace is a folder with \`tillbridge.yaml\` and one YAML file per partner in \`partners/\`. \`tillbridge check\` reads
all of it and tells every mistake with file, line and column. Editors that know YAML schemas complete the keys: the
first line of a file that \`tillbridge init\` wrote names the schema in \`.tillbridge/\`.

What costs stock or money when it is guessed has no default. It is marked **must be said** below, and \`check\` asks for
it as a question.

Secrets stand in the environment, never in the YAML: \`\${NAME}\` in any text is replaced by the environment variable
\`NAME\`, else by the content of the file that \`NAME_FILE\` names, else by \`NAME\` or \`NAME_FILE\` in the file \`.env\` of the
workspace. A plain \`\${\` is written \`$\${\`.

File names may hold \`{date:yyyyMMdd}\`, \`{time:HHmmss}\`, \`{seq:4}\`, \`{partner}\`, and in order files \`{order}\`; names of
incoming files also \`*\` and \`?\`. Dates are made of \`yyyy\` \`yy\` \`MM\` \`dd\` \`HH\` \`mm\` \`ss\`. Anything that looks like a
number but is a name, such as a record type \`01\`, is written in quotes.`

const SCHEMES = `## Schemes

\`codes.scheme\` says how a code is made for a variant that has none. Everything outside of braces stands as it is.

| in the scheme | becomes |
| --- | --- |
| \`{item}\` | SKU of the item, else its key in the shop |
| \`{item.name}\` | name of the item |
| \`{sku}\` \`{barcode}\` \`{key}\` | SKU, barcode and key of the variant |
| \`{gtin}\` | its barcode, which must be a GTIN with the right check digit |
| \`{colour}\` \`{size}\` \`{Material}\` | value of the option; colour and size are found by the words of da, de, en, es, fi, fr, it, nl, no and sv, others as the shop spells them |
| \`{colour.code}\` | the value's code in the table \`codes.values\`; all values that are missing there are told at once |
| \`{seq:4}\` | a running number of at least 4 digits, after the highest ever issued |
| \`{colour:3}\` | at most 3 characters of it |
| \`{size:02}\` | filled with zeros in front to 2 characters |
| \`[-{size}]\` | left out for items without that option |
| \`{check}\` | at the end: GS1 check digit of the digits before it, \`20{seq:10}{check}\` |

A value goes through \`replace\`, \`transliterate\` and \`upperCase\`, in this order, then through its width. A code that is
still longer than \`maxLength\` is shortened as \`shorten\` says. When two variants come to one code, neither gets it. What
was issued stays as it is, whatever becomes of the scheme.

The value table is made in a spreadsheet; columns in any order, case and blanks of values do not count:

${fence('option;value;code\nColour;Navy Blue;NVY\nSize;Extra large;XL').replace('yaml', 'csv')}`

interface Section {
  path: string[]
  schema: z.core.$ZodType
}

/** One heading and table per object of the schema; an object that was described before is only pointed at. */
function sections(root: z.core.$ZodType, questions: Record<string, Question>): string[] {
  const described = new Map<z.core.$ZodType, string>()
  const queue: Section[] = [{ path: [], schema: root }]
  const pages: string[] = []
  while (queue.length > 0) {
    const { path, schema } = queue.shift()!
    const title = path.join('.')
    described.set(schema, title)
    if (title !== '') pages.push(`### ${title}`)
    const inner: Section[] = []
    const rows = Object.entries((schema._zod.def as Def & { shape: object }).shape).map(([key, child]) => {
      const at = [...path, key]
      const below = nested(child as z.core.$ZodType, at)
      const fresh = below && !described.has(below.schema) ? below : undefined
      if (fresh) {
        described.set(fresh.schema, fresh.path.join('.'))
        inner.push(fresh)
      }
      const see = below ? `See ${link(described.get(below.schema)!)}.` : ''
      return row(key, child as z.core.$ZodType, questionAt(questions, at), see)
    })
    pages.push(['| key | value | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n'))
    queue.unshift(...inner)
  }
  return pages
}

/** The object behind a key, if there is one: by itself, in a list, or under words of the user. */
function nested(schema: z.core.$ZodType, path: string[]): Section | undefined {
  for (const here of alternatives(schema)) {
    const def = here._zod.def as Def
    if (def.type === 'object') return { path, schema: here }
    if (def.type === 'array') return nested(def.element, path)
    if (def.type === 'record') return nested(def.valueType, [...path, '*'])
  }
  return undefined
}

function row(key: string, schema: z.core.$ZodType, question: Question | undefined, see: string): string {
  const required = schema._zod.optin === undefined
  const meaning = [required && question ? `**Must be said.** ${question.ask}` : '', descriptionOf(schema), see].filter(
    (part) => part !== '',
  )
  return `| ${[`\`${key}\``, valueWords(schema), required ? (question ? 'must be said' : 'required') : defaultOf(schema), meaning.join(' ')].map(cell).join(' | ')} |`
}

function valueWords(schema: z.core.$ZodType): string {
  const options = alternatives(schema)
  const words = typeWords(options).map((word) =>
    options.some((option) => isWord(option, word)) ? `\`${word}\`` : describeContainer(options, word),
  )
  return words.join(', ')
}

function isWord(schema: z.core.$ZodType, word: string): boolean {
  const def = schema._zod.def as Def
  if (def.type === 'enum') return Object.values(def.entries).includes(word)
  return def.type === 'literal' && def.values.map(String).includes(word)
}

function describeContainer(options: readonly z.core.$ZodType[], word: string): string {
  if (word === 'a list') {
    const list = options.map((option) => option._zod.def as Def).find((def) => def.type === 'array')
    const of = list ? valueWords(list.element) : ''
    return of === '' || of === 'keys and values below it' ? word : `a list of ${of}`
  }
  const record = options.map((option) => option._zod.def as Def).find((def) => def.type === 'record')
  if (word === 'keys and values below it' && record) {
    const of = valueWords(record.valueType)
    return of === 'keys and values below it' ? 'your words, each with keys below it' : `your words, each with ${of}`
  }
  return word === 'keys and values below it' ? 'keys below it' : word
}

function defaultOf(schema: z.core.$ZodType): string {
  const def = schema._zod.def as Def
  if (def.type === 'default' || def.type === 'prefault') return writtenDefault(def.defaultValue)
  if (def.type === 'optional' || def.type === 'nullable') return defaultOf(def.innerType)
  if (def.type === 'pipe') return defaultOf(def.in)
  return ''
}

function writtenDefault(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '' : `\`[${value.join(', ')}]\``
  if (typeof value === 'object' && value !== null) return ''
  if (typeof value === 'number') return `\`${value}\``
  const text = String(value)
  return /^[\w%.:/-]+$/.test(text) && text !== '.' && text !== '-' ? `\`${text}\`` : `\`${JSON.stringify(text)}\``
}

function descriptionOf(schema: z.core.$ZodType): string {
  const own = (schema as z.ZodType).description
  if (own !== undefined) return own
  const def = schema._zod.def as Def
  if (def.type === 'optional' || def.type === 'default' || def.type === 'prefault' || def.type === 'nullable')
    return descriptionOf(def.innerType)
  if (def.type === 'pipe') return descriptionOf(def.in)
  return ''
}

function link(title: string): string {
  return `[${title}](#${title.toLowerCase().replace(/[^a-z0-9-]/g, '')})`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function fence(yaml: string): string {
  return `\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``
}
