import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportCodes } from '../../src/runs/codes-export.ts'
import { applyImport, planImport } from '../../src/runs/codes-import.ts'
import { type CodeRow, listCodes } from '../../src/runs/codes-list.ts'
import { applyMatch, matchCodes } from '../../src/runs/codes-match.ts'
import { applyCodes, planPartnerCodes } from '../../src/runs/codes-plan.ts'
import { setCode } from '../../src/runs/codes-set.ts'
import { type CodesWorkspace, codesWorkspace, keyOf, type Row, SHIRTS } from './codes-workspace.ts'

const by = 'Anna'
const SCHEME = "codes: { from: [], scheme: '{item}-{colour}-{size}', upperCase: yes }\n"

async function codes({ scope }: CodesWorkspace): Promise<string[]> {
  return (await listCodes(scope)).map((row) => row.code ?? '-')
}

async function apply({ scope }: CodesWorkspace): Promise<number> {
  return applyCodes(scope, await planPartnerCodes(scope), by)
}

async function imported(world: CodesWorkspace, text: string) {
  const path = world.write('table.csv', text)
  const plan = await planImport(world.scope, path)
  await applyImport(world.scope, plan, by)
  return plan
}

const counts = ({ read, new: fresh, changed, same, skipped, rejected }: Awaited<ReturnType<typeof planImport>>) => [
  ...[read, fresh, changed, same, skipped, rejected],
]
const told = (plan: Awaited<ReturnType<typeof planImport>>) => plan.findings.map((f) => [f.row, f.code])

describe('plan and apply', () => {
  test('a scheme codes all of an item, with origin, time and name; a second time nothing is left', async () => {
    const world = await codesWorkspace(SHIRTS, SCHEME)
    expect(await codes(world)).toEqual(['-', '-', '-', '-'])
    expect(await apply(world)).toBe(4)
    expect(await codes(world)).toEqual(['TEE-RED-S', 'TEE-RED-M', 'TEE-BLUE-S', 'TEE-BLUE-M'])
    const [row] = await listCodes(world.scope)
    expect(row).toMatchObject({ origin: 'generated', by, since: '2026-11-20T08:01:00.000Z', factor: 1000, aliases: [] })
    expect(await apply(world)).toBe(0)
  })

  test('a code of a plan that was given to another variant meanwhile stops the whole plan', async () => {
    const world = await codesWorkspace(SHIRTS, SCHEME)
    const planned = await planPartnerCodes(world.scope)
    await setCode(world.scope, { code: 'TEE-RED-M', variant: keyOf('TEE', 'Blue', 'M'), by })
    await expect(applyCodes(world.scope, planned, by)).rejects.toThrow(/plan again/)
    expect(await codes(world)).toEqual(['-', '-', '-', 'TEE-RED-M'])
  })

  test('a value table codes what it holds; the values it lacks are told together', async () => {
    const world = await codesWorkspace(
      SHIRTS,
      "codes: { from: [], scheme: '{item}-{colour.code}-{size}', values: values.csv }\n",
      { 'values.csv': 'option;value;code\r\nColour;red;RD\r\nColour;Blue;\r\n' },
    )
    const { plan } = await planPartnerCodes(world.scope)
    expect(plan.assigned.map(({ code }) => code)).toEqual(['TEE-RD-S', 'TEE-RD-M'])
    expect(plan.missingValues).toEqual([{ option: 'Colour', value: 'Blue', variants: 2 }])
    world.write('values.csv', 'option;value;code\r\nColour;Red;RD\r\nColour;RED;RED\r\n')
    await expect(apply(world)).rejects.toThrow(/value table has errors/)
  })
})

describe('set', () => {
  const one: Row[] = [
    ['CUP', '', '', 'CUP-1'],
    ['MUG', '', '', 'MUG-1'],
  ]
  const carried = 'codes: { from: [sku] }\n'

  test('the former code is retired and stays its own: nobody else gets it, it may come back', async () => {
    const world = await codesWorkspace(one, carried)
    await apply(world)
    const result = await setCode(world.scope, { code: '100', variant: 'CUP-1', by })
    expect(result).toMatchObject({ code: '100', former: 'CUP-1', what: 'set' })
    expect(await codes(world)).toEqual(['100', 'MUG-1'])
    await expect(setCode(world.scope, { code: 'CUP-1', variant: 'MUG-1', by })).rejects.toThrow(
      /CUP-1 belonged to CUP-1 \(CUP, key \d+\) until 2026-11-20: a code never moves/,
    )
    await setCode(world.scope, { code: 'CUP-1', variant: 'CUP-1', by })
    expect(await codes(world)).toEqual(['CUP-1', 'MUG-1'])
    expect((await listCodes(world.scope))[0]).toMatchObject({ origin: 'hand', by })
  })

  test('the same again changes nothing', async () => {
    const world = await codesWorkspace(one, carried)
    await apply(world)
    expect(await setCode(world.scope, { code: 'CUP-1', variant: 'CUP-1', by })).toMatchObject({ what: 'same' })
    expect((await listCodes(world.scope))[0]?.origin).toBe('shop')
  })

  test.each([
    ['the code of another', { code: 'MUG-1', variant: 'CUP-1' }, /MUG-1 belongs to MUG-1 \(MUG, key \d+\)/],
    ['the code of another as an alias', { code: 'MUG-1', variant: 'CUP-1', alias: true }, /belongs to MUG-1/],
    ['its own code as an alias', { code: 'CUP-1', variant: 'CUP-1', alias: true }, /needs no alias/],
    ['a variant nobody knows', { code: '1', variant: 'TUB-1' }, /No variant has the key, SKU or barcode "TUB-1"/],
    ['no variant', { code: '1' }, /Say which variant/],
    ['the end of a code nobody uses', { code: '1', end: true }, /not in use/],
    ['a share of a code nobody has', { code: '1', variant: 'CUP-1', share: 'x' }, /No other variant has the code/],
  ])('%s is refused', async (_, wish, message) => {
    const world = await codesWorkspace(one, carried)
    await apply(world)
    await expect(setCode(world.scope, { ...wish, by })).rejects.toThrow(message)
    expect(await codes(world)).toEqual(['CUP-1', 'MUG-1'])
  })

  test('an alias of one variant is no code for another, also when it has ended', async () => {
    const world = await codesWorkspace(one, carried)
    await apply(world)
    await setCode(world.scope, { code: '5701', variant: 'CUP-1', alias: true, factor: 6000, by })
    await expect(setCode(world.scope, { code: '5701', variant: 'MUG-1', by })).rejects.toThrow(/belongs to CUP-1/)
    world.later()
    await setCode(world.scope, { code: '5701', end: true, by })
    await expect(setCode(world.scope, { code: '5701', variant: 'MUG-1', alias: true, by })).rejects.toThrow(/belonged/)
    expect((await listCodes(world.scope))[0]?.aliases).toEqual([
      expect.objectContaining({ code: '5701', factor: 6000, by, until: '2026-11-20T08:02:00.000Z' }),
    ])
  })

  test('a SKU that several variants have must be said by key', async () => {
    const world = await codesWorkspace([
      ['CUP', '', '', 'X'],
      ['MUG', '', '', 'X'],
    ])
    await expect(setCode(world.scope, { code: '1', variant: 'X', by })).rejects.toThrow(
      new RegExp(`Several variants are called X.*${keyOf('CUP')}.*${keyOf('MUG')}`, 's'),
    )
  })

  test('a shared code is one code of several variants', async () => {
    const world = await codesWorkspace(one, carried)
    await apply(world)
    await setCode(world.scope, { code: 'CUP-1', variant: 'MUG-1', share: 'pots', by })
    const rows = await listCodes(world.scope)
    expect(rows.map(({ code, shared, share }) => [code, shared, share])).toEqual([
      ['CUP-1', false, 'pots'],
      ['CUP-1', true, 'pots'],
    ])
    expect(await apply(world)).toBe(0)
    expect((await planPartnerCodes(world.scope)).check.totals).toMatchObject({ coded: 2, rejected: 0 })
  })
})

describe('list', () => {
  test('filters', async () => {
    const world = await codesWorkspace([...SHIRTS, ['CUP', '', '', 'CUP-1']], 'codes: { from: [sku] }\n')
    await apply(world)
    const found = async (filter: Parameters<typeof listCodes>[1]) => (await listCodes(world.scope, filter)).length
    expect(await found({})).toBe(5)
    expect(await found({ missing: true })).toBe(4)
    expect(await found({ item: 'tee' })).toBe(4)
    expect(await found({ origin: 'shop' })).toBe(1)
    expect(await found({ origin: 'hand' })).toBe(0)
  })
})

describe('a table out and in', () => {
  const awkward: Row[] = [
    ['0012', '', '', '0012'],
    ['LONG', '', '', '5701234567899'],
    ['CALC', '', '', '=1+1'],
    ['DATE', '', '', '12-03-2020'],
    ['POWER', '', '', '1E5'],
    ['TEE', 'Red', '36/38', "TEE'R"],
    ['TEE', 'TRUE', '1-2', ''],
  ]

  test('a round trip changes nothing, whatever a spreadsheet might make of the codes', async () => {
    const world = await codesWorkspace(awkward, 'codes: { from: [sku] }\n')
    await apply(world)
    await setCode(world.scope, { code: '00077', variant: '0012', alias: true, factor: 6500, by })
    const rows = await listCodes(world.scope)
    const path = join(world.root, 'codes.csv')
    expect(await exportCodes(path, rows)).toMatchObject({ rows: 8, missing: 1 })
    expect(counts(await planImport(world.scope, path))).toEqual([8, 0, 0, 7, 1, 0])
    const text = readFileSync(path, 'utf8')
    expect(text.startsWith('\uFEFFcode;alias;factor;share;item;name;Colour;Size;sku;')).toBe(true)
    expect(text).not.toMatch(/(^|;)=/m)
    expect(text).toContain("\r\n'00077;yes;'6.5;;")
  })

  test.each([
    ['commas', (text: string) => text.replaceAll(';', ',')],
    ['tabs', (text: string) => text.replaceAll(';', '\t')],
    ['no byte order mark', (text: string) => text.slice(1)],
    ['="0012" instead of an apostrophe', (text: string) => text.replace(/(^|;)'([^;\r]*)/gm, '$1="$2"')],
    ['="0012" quoted', (text: string) => text.replace(/(^|;)'([^;\r]*)/gm, '$1"=""$2"""')],
    ['other line ends', (text: string) => text.replaceAll('\r\n', '\n')],
    ['headers in capitals', (text: string) => text.replace(/^.*\r\n/, (line) => line.toUpperCase())],
  ])('saved with %s it still says the same', async (_, saved) => {
    const world = await codesWorkspace(awkward, 'codes: { from: [sku] }\n')
    await apply(world)
    const path = join(world.root, 'codes.csv')
    await exportCodes(path, await listCodes(world.scope))
    writeFileSync(path, saved(readFileSync(path, 'utf8')))
    expect(counts(await planImport(world.scope, path))).toEqual([7, 0, 0, 6, 1, 0])
  })

  test('filled in it codes the variants, which is how 200 items are coded in one sitting', async () => {
    const many = Array.from({ length: 200 }, (_, i) => `I${i}`)
    const world = await codesWorkspace(
      many.flatMap((item) => ['Red', 'Blue'].map((colour): Row => [item, colour, 'S', ''])),
    )
    const path = join(world.root, 'codes.csv')
    await exportCodes(path, await listCodes(world.scope, { missing: true }))
    const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\r\n')
    const filled = lines.map((line, i) => `'${String(i).padStart(5, '0')}${line}`)
    writeFileSync(path, [header, ...filled].join('\r\n'))
    const plan = await planImport(world.scope, path)
    expect(counts(plan)).toEqual([400, 400, 0, 0, 0, 0])
    await applyImport(world.scope, plan, by)
    expect((await codes(world))[12]).toBe('00012')
    expect((await listCodes(world.scope))[12]).toMatchObject({ origin: 'imported', by })
    expect(counts(await planImport(world.scope, path))).toEqual([400, 0, 0, 400, 0, 0])
  })

  test('an item with options of its own has its columns, and further words of theirs are understood', async () => {
    const world = await codesWorkspace(SHIRTS)
    const text = 'Varenr;ITEM;Farve;Størrelse;note\nA1;TEE;red;s;x\nA2;tee;RED ; M;\n;TEE;Blue;S;\nA4;TEE;Blue;M;\n'
    const plan = await imported(world, text)
    expect(counts(plan)).toEqual([4, 3, 0, 0, 1, 0])
    expect(plan.ignored).toEqual(['note'])
    expect(await codes(world)).toEqual(['A1', 'A2', '-', 'A4'])
  })
})

describe('rows that cannot be taken', () => {
  const sold: Row[] = [
    ['CUP', '', '', 'CUP-1', '5701234567899'],
    ['MUG', '', '', 'MUG-1'],
    ['BIN', '', '', '0042'],
    ...SHIRTS,
  ]
  test.each([
    ['a variant nobody has', 'code;sku\n1;NONE\n', [[2, 'TB3051']]],
    ['a combination the item lacks', 'code;item;colour;size\n1;TEE;Green;S\n', [[2, 'TB3051']]],
    ['several variants', 'code;item;colour\n1;TEE;Red\n', [[2, 'TB3052']]],
    ['columns that contradict each other', 'code;sku;barcode\n1;MUG-1;5701234567899\n', [[2, 'TB3052']]],
    [
      'two codes for one variant',
      'code;sku\n1;CUP-1\n2;CUP-1\n',
      [
        [2, 'TB3054'],
        [3, 'TB3054'],
      ],
    ],
    [
      'one code for two variants',
      'code;sku\n1;CUP-1\n1;MUG-1\n',
      [
        [2, 'TB3004'],
        [3, 'TB3004'],
      ],
    ],
    ['the code of another', 'code;sku\nOLD;MUG-1\n', [[2, 'TB3053']]],
    ['the alias of another', 'code;sku\nALIAS;MUG-1\n', [[2, 'TB3053']]],
    ['a number for a code', 'code;sku\n5,7E+12;CUP-1\n', [[2, 'TB2301']]],
    ['a date for a code', 'code;sku\n12-03-2020;CUP-1\n', [[2, 'TB2303']]],
    ['a code that lost zeros', 'code;sku\n42;0042\n', [[2, 'TB2302']]],
    ['a SKU that lost zeros', 'code;sku\n1;42\n', [[2, 'TB2302']]],
    ['a long code', 'code;sku\n123456789;CUP-1\n', [[2, 'TB3005']]],
    ['forbidden characters', 'code;sku\nÆ;CUP-1\n', [[2, 'TB3006']]],
    ['a factor of zero', 'code;sku;factor\n1;CUP-1;0\n', [[2, 'TB3055']]],
    ['a factor of four decimals', 'code;sku;factor\n1;CUP-1;1.0005\n', [[2, 'TB3055']]],
    ['neither yes nor no', 'code;sku;alias\n1;CUP-1;perhaps\n', [[2, 'TB2603']]],
  ])('%s', async (_, text, expected) => {
    const world = await codesWorkspace(sold, "codes: { from: [], maxLength: 8, allowed: '[A-Z0-9-]+' }\n")
    await setCode(world.scope, { code: 'OLD', variant: 'CUP-1', by })
    await setCode(world.scope, { code: 'NEW', variant: 'CUP-1', by })
    await setCode(world.scope, { code: 'ALIAS', variant: 'CUP-1', alias: true, by })
    const before = await listCodes(world.scope)
    const plan = await imported(world, text)
    expect(told(plan)).toEqual(expected)
    expect(plan.read).toBe(plan.new + plan.changed + plan.same + plan.skipped + plan.rejected)
    expect(plan.rejected).toBe(expected.length)
    expect(await listCodes(world.scope)).toEqual(before)
  })

  test('the good rows of a bad table are taken', async () => {
    const world = await codesWorkspace(sold)
    expect(counts(await imported(world, 'code;sku\n1;CUP-1\n1;NONE\n\n2;MUG-1\n2;MUG-1\n;0042\n'))).toEqual([
      ...[5, 2, 0, 0, 2, 1],
    ])
    expect((await codes(world)).slice(0, 3)).toEqual(['1', '2', '-'])
  })

  test.each([
    ['no code', 'sku;name\nA;B\n', 'TB1004'],
    ['no variant', 'code;name\nA;B\n', 'TB1004'],
    ['two codes', 'code;Code;sku\nA;B;C\n', 'TB1005'],
    ['nothing', '', 'TB1001'],
  ])('a table with %s is refused whole', async (_, text, code) => {
    const world = await codesWorkspace(sold)
    await expect(imported(world, text)).rejects.toMatchObject({ findings: [expect.objectContaining({ code })] })
  })

  test('codes that change are shown with what they replace; aliases and factors come in as well', async () => {
    const world = await codesWorkspace(sold)
    await imported(world, 'code;sku;factor\n1;CUP-1;\n2;MUG-1;6\n')
    const plan = await imported(world, 'code;sku;factor;alias\n9;CUP-1;;\n2;MUG-1;12;\n77;CUP-1;0,5;yes\n')
    expect(plan.changes.map(({ what, code, former, factor, result }) => [what, code, former, factor, result])).toEqual([
      ['code', '9', '1', 1000, 'changed'],
      ['code', '2', '2', 12_000, 'changed'],
      ['alias', '77', null, 500, 'new'],
    ])
    const [cup, mug] = await listCodes(world.scope)
    expect([cup!.code, cup!.aliases[0]!.code, mug!.factor]).toEqual(['9', '77', 12_000])
    expect(told(await imported(world, 'code;sku\n1;MUG-1\n'))).toEqual([[2, 'TB3053']])
  })

  test('two rows may say that they share a code', async () => {
    const world = await codesWorkspace(sold)
    const text = 'code;sku;share\n1;CUP-1;pots\n1;MUG-1;pots\n'
    expect(counts(await imported(world, text))).toEqual([2, 2, 0, 0, 0, 0])
    const rows = await listCodes(world.scope)
    expect(rows.slice(0, 2).map(({ code, shared }) => [code, shared])).toEqual([
      ['1', false],
      ['1', true],
    ])
    expect(counts(await planImport(world.scope, join(world.root, 'table.csv')))).toEqual([2, 0, 0, 2, 0, 0])
    const path = join(world.root, 'codes.csv')
    await exportCodes(path, rows)
    expect(counts(await planImport(world.scope, path)).slice(1, 4)).toEqual([0, 0, 2])
  })
})

describe("the till's own list", () => {
  test('what is certain is linked, what is likely is a suggestion', async () => {
    const world = await codesWorkspace([...SHIRTS, ['CUP', '', '', 'CUP-1', '5701234567899']], 'codes: { from: [] }\n')
    const list = 'code;item;colour;size;name;ean\nT1;TEE;red;s;;\nT2;TEE;Red;M;;\nC;;;;Cup;5701234567899\nX;;;;Other;\n'
    const match = await matchCodes(world.scope, world.write('items.csv', list))
    const shown = (rows: readonly { code: string; variantId: number }[]) =>
      rows.map(({ code, variantId }) => [code, match.place(variantId)!.variant.key])
    expect(shown(match.links)).toEqual([
      ['T1', keyOf('TEE', 'Red', 'S')],
      ['T2', keyOf('TEE', 'Red', 'M')],
      ['C', keyOf('CUP')],
    ])
    expect(await applyMatch(world.scope, match, by)).toBe(3)
    expect((await listCodes(world.scope)).map((row: CodeRow) => row.origin)).toEqual([
      ...['matched', 'matched', null, null, 'matched'],
    ])
  })
})
