// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a variable is written
import { expect, test } from 'vitest'
import { loadWorkspace } from '../../src/config/load.ts'
import { isSecretKey, maskSecretText } from '../../src/config/secret-words.ts'
import { redact } from '../../src/config/secrets.ts'
import { configErrorOf, SHOP_YAML, TILL_YAML, workspaceFolder } from './workspace-folder.ts'

function titleWith(title: string, env: Record<string, string>, files: Record<string, string> = {}) {
  const root = workspaceFolder({
    'tillbridge.yaml': SHOP_YAML,
    'partners/till.yaml': `${TILL_YAML}title: ${title}\n`,
    ...files,
  })
  return loadWorkspace(root, env).partners.get('till')!.title
}

test.each([
  ['the environment', '${T}', { T: 'env' }, {}, 'env'],
  [
    'a file named by T_FILE, without its line end',
    '${T}',
    { T_FILE: 'secret.txt' },
    { 'secret.txt': 'from file\r\n' },
    'from file',
  ],
  ['.env', '${T}', {}, { '.env': '# c\nT="dot env"\n' }, 'dot env'],
  ['a file named in .env', '${T}', {}, { '.env': 'T_FILE=s\n', s: 'x\n' }, 'x'],
  ['the environment before .env', '${T}', { T: 'env' }, { '.env': 'T=dot\n' }, 'env'],
  ['T_FILE before .env', '${T}', { T_FILE: 's' }, { '.env': 'T=dot\n', s: 'file' }, 'file'],
  ['.env when the variable is blank', '${T}', { T: '' }, { '.env': 'T=dot\n' }, 'dot'],
  ['the middle of a text, twice', 'a-${T}-${U_2}', { T: '1', U_2: '2' }, {}, 'a-1-2'],
  ['nowhere: $${T} is plain', '$${T}', { T: '1' }, {}, '${T}'],
  ['a value that looks like another variable', '${T}', { T: '${U}' }, {}, '${U}'],
])('a value comes from %s', (_, title, env, files, expected) => {
  expect(titleWith(title, env as Record<string, string>, files as Record<string, string>)).toBe(expected)
})

test.each([
  ['no value at all', {}, 'TB0106 T is set neither in the environment nor in .env of the workspace'],
  ['a file that is not there', { T_FILE: 'gone.txt' }, 'TB0106 the file named by T_FILE cannot be read (ENOENT)'],
])('%s is told at the line', (_, env, expected) => {
  const { problems } = configErrorOf(() => titleWith('${T}', env as Record<string, string>))
  expect(problems.map((p) => `${p.line}:${p.column} ${p.code} ${p.message}`)).toEqual([`5:8 ${expected}`])
})

test('a value from a variable that is wrong is not printed', () => {
  const root = workspaceFolder({
    'tillbridge.yaml': SHOP_YAML,
    'partners/till.yaml': TILL_YAML.replace('DKK', '${MONEY}'),
  })
  const { message, problems } = configErrorOf(() => loadWorkspace(root, { MONEY: 'hunter2' }))
  expect(problems.map((p) => p.code)).toEqual(['TB0103'])
  expect(message).toContain('"${MONEY}" is not possible')
  expect(message).not.toContain('hunter2')
})

test('redact puts the names back, in the whole and in parts', () => {
  const root = workspaceFolder({
    'tillbridge.yaml': SHOP_YAML.replace('gross }', 'gross, products: "${P}" }'),
    'partners/till.yaml': `${TILL_YAML}title: "x ${'${T}'}"\nlocations: { a: "${'${L}'}" }\n`,
  })
  const loaded = loadWorkspace(root, { T: 'top', L: 'loc', P: 'prod.csv' })
  const till = loaded.partners.get('till')!
  expect([till.title, till.locations]).toEqual(['x top', { a: 'loc' }])
  expect(redact(till)).toMatchObject({ partner: 'till', title: 'x ${T}', locations: { a: '${L}' } })
  expect(redact(till.locations)).toEqual({ a: '${L}' })
  expect(redact(loaded.shops).get('toys')!.products).toEqual(['${P}'])
  expect(JSON.stringify([redact(till), redact(loaded.workspace)])).not.toMatch(/top|loc"|prod\.csv/)
  expect(till.title).toBe('x top')
})

test('redact strikes out what lies under the name of a secret', () => {
  expect(redact({ sftp: { user: 'u', password: 'p', apiToken: 't', keys: 3 } })).toEqual({
    sftp: { user: 'u', password: '***', apiToken: '***', keys: 3 },
  })
})

test.each([
  ['password', true],
  ['PASSWORD', true],
  ['api_key', true],
  ['clientSecret', true],
  ['consumer-key', true],
  ['key', true],
  ['keys', false],
  ['monkey', false],
  ['hostKey', false],
  ['tokens', false],
])('%s names a secret: %s', (key, expected) => {
  expect(isSecretKey(key)).toBe(expected)
})

test.each([
  ['password: abc', 'password: ***'],
  ['password: "a b c" # x', 'password: ** * ** # x'],
  ['{ user: u, token: t1, port: 2 }', '{ user: u, token: **, port: 2 }'],
  ["api_key: 'k'", 'api_key: ***'],
  ['password: ${PW}', 'password: ${PW}'],
  ['{ password: ${PW}, x: 1 }', '{ password: ${PW}, x: 1 }'],
  ['"password": abc', '"password": ***'],
  ['passwords: abc', 'passwords: abc'],
  ['monkey: abc', 'monkey: abc'],
])('%s is shown as %s', (text, expected) => {
  expect(maskSecretText(text)).toBe(expected)
})

test('words of the user are no secrets, whatever they are called', () => {
  const root = workspaceFolder({
    'tillbridge.yaml': SHOP_YAML,
    'partners/till.yaml': `${TILL_YAML}locations: { key: aarhus }\n`,
  })
  expect(loadWorkspace(root, {}).partners.get('till')!.locations).toEqual({ key: 'aarhus' })
})
