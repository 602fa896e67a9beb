import type { IssuedCode, MatrixItem, MatrixVariant } from '../../src/model/matrix.ts'
import type { PartnerItem } from '../../src/model/records.ts'
import type { Scene } from './catalogue-files.ts'

/** What must be found: code, key, everything named, and the variants that must stay. */
export interface Planted {
  findings: [code: string, key: string, names: string[]][]
  blocked: number[]
}

/** A catalogue that is being made. Everything in it is clean until a fault is planted. */
export interface World {
  pick: Random
  items: MatrixItem[]
  issued: IssuedCode[]
  aliases: { code: string; variantId: number; factor: number; since: string; until: null; by: string }[]
  till: PartnerItem[]
  others: { code: string; variantId: number }[]
  upperCase: boolean
}

export interface Random {
  /** 0 to n - 1. */
  below(n: number): number
  of<T>(list: readonly T[]): T
  some<T>(list: readonly T[], count: number): T[]
}

/** mulberry32: the same numbers for the same seed, everywhere. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(next() * n)
  const some = <T>(list: readonly T[], count: number): T[] => {
    const left = [...list]
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)[0]!)
  }
  return { below, of: (list) => list[below(list.length)]!, some }
}

const COLOURS = ['Red', 'Blue', 'Green', 'Black', 'White', 'Yellow', 'Rød', 'Grün']
const SIZES = ['S', 'M', 'L', 'XL', '36', '38']
const WIDTHS = ['Slim', 'Regular', 'Wide']
const AT = '2026-01-02T03:04:05Z'
const STRANGER = 9_000_000
export const LIMITS = { optionsMax: 3, variantsMax: 60 }

/** A clean catalogue: some items with a matrix, some without, most codes issued or listed at the till. */
export function cleanWorld(seed: number): World {
  const pick = randomOf(seed)
  const world: World = {
    pick,
    items: [],
    issued: [],
    aliases: [],
    till: [],
    others: [],
    upperCase: pick.below(2) === 0,
  }
  const count = 4 + pick.below(8)
  for (let i = 0; i < count; i += 1) {
    const item = addItem(
      world,
      [{}, { Size: 1 }, { Colour: 1, Size: 1 }, { Colour: 1, Size: 1, Width: 1 }][pick.below(4)]!,
    )
    if (pick.below(2) === 0) for (const variant of item.variants) issue(world, variant)
  }
  for (let i = pick.below(30); i > 0; i -= 1) world.till.push(tillRow(`ZZ-${100 + i}-${pick.below(9)}`))
  for (let i = pick.below(5); i > 0; i -= 1) world.others.push({ code: `YY-${i}`, variantId: STRANGER + i })
  return world
}

export function sceneOf(world: World): Scene {
  return {
    items: world.pick.some(world.items, world.items.length),
    issued: world.issued,
    aliases: world.aliases,
    partnerItems: world.pick.some(world.till, world.till.length),
    otherPartners: [{ partner: 'flex', codes: world.others }],
    uniqueAcross: ['flex'],
    limits: LIMITS,
    declared: { maxLength: 24, allowed: '[A-Z0-9.+-]+', upperCase: world.upperCase, transliterate: 'da' },
  }
}

const LETTERS = 'ABCDEFGHJKMNPRSTUVWXYZ'

/** An item with all its combinations, listed at the till by code alone. Its digits look like no letters. */
function addItem(world: World, axes: { Colour?: number; Size?: number; Width?: number }): MatrixItem {
  const { pick } = world
  const number = world.items.length + 1
  const sku = `${pick.of([...LETTERS])}${pick.of([...LETTERS])}${number}`
  const options = [
    ...(axes.Colour ? [{ name: 'Colour', values: pick.some(COLOURS, 2 + pick.below(3)) }] : []),
    ...(axes.Size ? [{ name: 'Size', values: pick.some(SIZES, 2 + pick.below(3)) }] : []),
    ...(axes.Width ? [{ name: 'Width', values: pick.some(WIDTHS, 2) }] : []),
  ]
  const item: MatrixItem = {
    key: String(1000 + number),
    sku,
    name: `Item ${number}`,
    kind: 'goods',
    options,
    variants: [],
  }
  const combinations = options.reduce<string[][]>(
    (heads, { values }) => heads.flatMap((head) => values.map((value) => [...head, value])),
    [[]],
  )
  combinations.forEach((values, i) => {
    const places = values.map((value, axis) => `${axis + 2}${options[axis]!.values.indexOf(value) + 2}`)
    const id = number * 1000 + i
    item.variants.push({
      id,
      key: options.length === 0 ? item.key : String(id * 10),
      itemKey: item.key,
      sku: [sku, ...places].join('-'),
      barcode: pick.below(2) === 0 ? gtin(57_000_000_0000 + id) : null,
      options: options.map(({ name }, axis) => ({ name, value: values[axis]! })),
      kind: 'goods',
      stockManaged: 'own',
      status: 'active',
      removed: false,
    })
  })
  world.items.push(item)
  for (const variant of item.variants) world.till.push(tillRow(variant.sku!))
  return item
}

const plain = (world: World) => addItem(world, { Colour: 1, Size: 1 })
const lone = (world: World) => addItem(world, {})

function issue(world: World, { id, sku }: MatrixVariant, change: Partial<IssuedCode> = {}): void {
  const code: IssuedCode = {
    variantId: id,
    code: sku!,
    origin: 'shop',
    issuedAt: AT,
    issuedBy: 'run 1',
    factor: 1000,
    retiredAt: null,
  }
  world.issued.push({ ...code, ...change })
}

function tillRow(code: string, rest: Partial<PartnerItem> = {}): PartnerItem {
  return { code, item: null, name: null, barcode: null, colour: null, size: null, price: null, line: 2, ...rest }
}

/** The till does not list it. */
function unlist(world: World, ...codes: (string | null)[]): void {
  world.till = world.till.filter(({ code }) => !codes.includes(code))
}

/** Gives a variant another code in the shop, which the till lists instead, unless told otherwise. */
function recode(world: World, variant: MatrixVariant, sku: string | null, listed = true): void {
  unlist(world, variant.sku)
  variant.sku = sku
  if (sku !== null && listed) world.till.push(tillRow(sku))
}

function gtin(twelve: number): string {
  const digits = String(twelve)
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return digits + ((10 - (sum % 10)) % 10)
}

const about = (v: MatrixVariant, code: string): Planted['findings'][0] => [code, v.key, [v.key]]

/** One fault on one variant of a fresh item; it blocks that variant or not. */
const onOne =
  (code: string, blocks: boolean, change: (world: World, variant: MatrixVariant, item: MatrixItem) => void) =>
  (world: World): Planted => {
    const item = plain(world)
    const variant = world.pick.of(item.variants)
    change(world, variant, item)
    return { findings: [about(variant, code)], blocked: blocks ? [variant.id] : [] }
  }

/** A code in the shop that the till writes in another way. */
const nearMiss =
  (sku: string | ((own: string) => string), till: (sku: string) => string) =>
  (world: World): Planted => {
    const [variant] = lone(world).variants as [MatrixVariant]
    recode(world, variant, typeof sku === 'string' ? sku : sku(variant.sku!), false)
    world.till.push(tillRow(till(variant.sku!)))
    return { findings: [['TB3002', till(variant.sku!), [variant.key]]], blocked: [] }
  }

const dropOne = (world: World, item: MatrixItem): MatrixVariant => {
  const [gone] = item.variants.splice(world.pick.below(item.variants.length), 1) as [MatrixVariant]
  return gone
}
const text = (variant: MatrixVariant) => variant.options.map(({ value }) => value).join(' / ')
const axis = (item: MatrixItem, name: string) => item.options.find((option) => option.name === name)!
/** Gives one value of an option another name, on the item and its variants. */
function rename(item: MatrixItem, name: string, from: string, to: string): void {
  const option = axis(item, name)
  option.values = option.values.map((value) => (value === from ? to : value))
  for (const { options } of item.variants)
    for (const one of options) if (one.name === name && one.value === from) one.value = to
}

/** Every fault there is, by name. Each makes items of its own, so that no two meet. */
export const FAULTS: Record<string, (world: World) => Planted> = {
  'no SKU': onOne('TB3003', true, (world, variant) => recode(world, variant, null)),
  'one code within an item': (world) => {
    const [a, b] = plain(world).variants as [MatrixVariant, MatrixVariant]
    recode(world, a, b.sku)
    return { findings: [['TB3004', b.sku!, [a.key, b.key]]], blocked: [a.id, b.id] }
  },
  'one code across items': (world) => {
    const a = world.pick.of(plain(world).variants)
    const b = world.pick.of(plain(world).variants)
    recode(world, a, b.sku)
    return { findings: [['TB3004', b.sku!, [a.key, b.key]]], blocked: [a.id, b.id] }
  },
  'an issued code carried by another': (world) => {
    const a = world.pick.of(plain(world).variants)
    const b = world.pick.of(plain(world).variants)
    issue(world, a)
    recode(world, b, a.sku)
    return { findings: [['TB3004', a.sku!, [a.key, b.key]]], blocked: [b.id] }
  },
  'an alias carried by another': (world) => {
    const variant = world.pick.of(plain(world).variants)
    world.aliases.push({
      code: variant.sku!,
      variantId: STRANGER + 77,
      factor: 1000,
      since: AT,
      until: null,
      by: 'Mette',
    })
    return { findings: [['TB3004', variant.sku!, [variant.key]]], blocked: [variant.id] }
  },
  'a retired code': (world) => {
    const variant = world.pick.of(plain(world).variants)
    issue(world, variant, { variantId: STRANGER + 88, retiredAt: AT })
    return { findings: [['TB3017', variant.sku!, [variant.key]]], blocked: [variant.id] }
  },
  'one code in plain letters': (world) => {
    const [a, b] = plain(world).variants as [MatrixVariant, MatrixVariant]
    recode(world, a, 'KOLLISION-BLÅ', false)
    recode(world, b, 'KOLLISION-BLAA', false)
    return { findings: [['TB3015', 'KOLLISION-BLAA', [a.key, b.key]]], blocked: [a.id, b.id] }
  },
  'too long': onOne('TB3005', true, (world, variant) =>
    recode(world, variant, `${variant.sku}-TOO-LONG-FOR-THIS-TILL`),
  ),
  'issued and too long': onOne('TB3005', true, (world, variant) => {
    recode(world, variant, `${variant.sku}-TOO-LONG-BY-NOW-HERE`)
    issue(world, variant)
  }),
  'issued with a slash': onOne('TB3006', true, (world, variant) => {
    recode(world, variant, `${variant.sku}/3`)
    issue(world, variant)
  }),
  'a slash': onOne('TB3006', true, (world, variant) => recode(world, variant, `${variant.sku}/2`)),
  'a character nobody sees': onOne('TB3006', true, (world, variant) => recode(world, variant, `${variant.sku}\u2060Q`)),
  'digits lost in a spreadsheet': onOne('TB2301', true, (world, variant) =>
    recode(world, variant, '7.31235E+12', false),
  ),
  'issued and changed': onOne('TB3007', true, (world, variant) => {
    issue(world, variant)
    variant.sku = `${variant.sku}-NEW`
  }),
  'issued and blank now': onOne('TB3007', true, (world, variant) => {
    issue(world, variant)
    variant.sku = null
    variant.barcode = null
  }),
  'any size': (world) => {
    const item = plain(world)
    const first = axis(item, 'Size').values[0]
    item.variants = item.variants.filter((variant) => variant.options[1]!.value === first)
    for (const variant of item.variants) variant.options[1]!.value = null
    return { findings: [['TB3010', item.key, item.variants.map((variant) => variant.key)]], blocked: [] }
  },
  'stock of the parent': (world) => {
    const item = plain(world)
    const pooled = world.pick.some(item.variants, 2)
    for (const variant of pooled) variant.stockManaged = 'parent'
    return { findings: [['TB3012', item.key, pooled.map((variant) => variant.key)]], blocked: [] }
  },
  'a hole': (world) => {
    const item = plain(world)
    const gone = dropOne(world, item)
    unlist(world, gone.sku)
    return { findings: [['TB3030', item.key, [text(gone)]]], blocked: [] }
  },
  'a hole whose code the till lists': (world) => {
    const item = addItem(world, { Colour: 1, Size: 1 })
    const gone = dropOne(world, item)
    return { findings: [['TB3031', item.key, [text(gone)]]], blocked: [] }
  },
  'a hole the till lists by its options': (world) => {
    const item = plain(world)
    const gone = dropOne(world, item)
    unlist(world, gone.sku)
    const [colour, size] = gone.options.map(({ value }) => value)
    world.till.push(tillRow(`Q-${item.key}`, { item: item.sku!.toLowerCase(), colour: `${colour} `, size: size! }))
    return { findings: [['TB3031', item.key, [text(gone)]]], blocked: [] }
  },
  'a hole the shop sells apart': (world) => {
    const item = plain(world)
    const gone = dropOne(world, item)
    const apart = lone(world)
    unlist(world, apart.sku)
    apart.sku = gone.sku
    apart.variants[0]!.sku = gone.sku
    return { findings: [['TB3031', item.key, [text(gone)]]], blocked: [] }
  },
  'a value nobody has': (world) => {
    const item = plain(world)
    axis(item, 'Colour').values.push('Purple')
    return { findings: [['TB3032', item.key, ['Colour: Purple']]], blocked: [] }
  },
  'an option nobody has': (world) => {
    const item = plain(world)
    item.options.push({ name: 'Scent', values: ['Rose', 'Pine'] })
    return { findings: [['TB3032', item.key, ['Scent']]], blocked: [] }
  },
  "another partner's code": (world) => {
    const variant = world.pick.of(plain(world).variants)
    world.others.push({ code: variant.sku!, variantId: STRANGER + 99 })
    return { findings: [['TB3033', variant.key, [variant.key, 'flex']]], blocked: [variant.id] }
  },
  'one GTIN twice': (world) => {
    const a = world.pick.of(plain(world).variants)
    const b = world.pick.of(plain(world).variants)
    a.barcode = b.barcode = gtin(57_900_000_0000 + a.id)
    return { findings: [['TB3034', `0${a.barcode}`, [a.key, b.key]]], blocked: [] }
  },
  'one GTIN in 12 and 13 digits': (world) => {
    const [a, b] = lone(world).variants.concat(lone(world).variants) as [MatrixVariant, MatrixVariant]
    a.barcode = '036000291452'
    b.barcode = '0036000291452'
    return { findings: [['TB3034', '00036000291452', [a.key, b.key]]], blocked: [] }
  },
  'a scale code': onOne('TB3021', true, (world, variant) => recode(world, variant, gtin(21_000_000_0000 + variant.id))),
  'a scale code as barcode': onOne('TB3021', false, (_, variant) => {
    variant.barcode = gtin(23_000_000_0000 + variant.id)
  }),
  'a wrong check digit': onOne('TB3022', false, (_, variant) => {
    const right = gtin(57_300_000_0000 + variant.id)
    variant.barcode = right.slice(0, -1) + ((Number(right.at(-1)) + 3) % 10)
  }),
  'scanned twice': onOne('TB3022', false, (_, variant) => {
    variant.barcode = gtin(57_400_000_0000 + variant.id).repeat(2)
  }),
  'gone from the till': onOne('TB3035', false, (world, variant) => {
    issue(world, variant, { origin: world.pick.of(['matched', 'imported'] as const) })
    unlist(world, variant.sku)
  }),
  'linked before, retired': (world) => {
    const code = `OLD-${world.items.length}`
    issue(world, { ...lone(world).variants[0]!, id: STRANGER + 66, sku: code }, { retiredAt: AT })
    world.till.push(tillRow(code))
    return { findings: [['TB3001', code, [code]]], blocked: [] }
  },
  'linked before, variant gone': (world) => {
    const item = plain(world)
    const variant = item.variants[0]!
    issue(world, variant)
    for (const one of item.variants) one.removed = true
    return { findings: [['TB3001', variant.sku!, [variant.sku!]]], blocked: [] }
  },
  'near: a blank at the till': nearMiss(
    (own) => `${own}-77`,
    (sku) => ` ${sku.slice(0, 3)} ${sku.slice(3)}`,
  ),
  'near: small letters at the till': nearMiss(
    (own) => `${own}-X`,
    (sku) => sku.toLowerCase(),
  ),
  'near: the letter O': nearMiss(
    (own) => `${own}-10`,
    (sku) => `${sku.slice(0, -1)}O`,
  ),
  'near: a small L': nearMiss(
    (own) => `${own}-17`,
    (sku) => `${sku.slice(0, -2)}l7`,
  ),
  'near: a Cyrillic letter': nearMiss(
    (own) => `${own}-CB`,
    (sku) => `${sku.slice(0, -2)}\u0421B`,
  ),
  'near: a Greek letter': nearMiss(
    (own) => `${own}-EK`,
    (sku) => `${sku.slice(0, -1)}\u039A`,
  ),
  'near: lost zeros': nearMiss('0073219', () => '73219'),
  'near: zeros put in front': nearMiss('83219', () => '00083219'),
  'near: scientific notation': nearMiss('5712345678901', () => '5.71235E+12'),
  "the item's code on one": (world) => {
    const item = plain(world)
    const variant = world.pick.of(item.variants)
    recode(world, variant, item.sku)
    return { findings: [['TB3036', item.key, [variant.key]]], blocked: [] }
  },
  "the item's code on all": (world) => {
    const item = plain(world)
    for (const variant of item.variants) recode(world, variant, item.sku)
    return {
      findings: [['TB3036', item.key, item.variants.map((v) => v.key)]],
      blocked: item.variants.map((v) => v.id),
    }
  },
  'a value in two spellings': (world) => {
    const item = plain(world)
    const [a, b] = axis(item, 'Colour').values as [string, string]
    const [one, other] = world.pick.of([
      ['Teal', 'TEAL '],
      ['Dusty Rose', 'dusty-rose'],
      ['Navy', 'navy blue'],
      ['Grey', 'gray'],
    ] as const)
    rename(item, 'Colour', a, one)
    rename(item, 'Colour', b, other)
    return { findings: [['TB3037', `${item.key} / colour`, [one, other]]], blocked: [] }
  },
  'a value in two spellings across items': (world) => {
    const [a, b] = [plain(world), plain(world)]
    rename(a, 'Colour', axis(a, 'Colour').values[0]!, 'Olive')
    rename(b, 'Colour', axis(b, 'Colour').values[0]!, 'olive green')
    return { findings: [['TB3037', 'colour: olive', ['Olive', 'olive green']]], blocked: [] }
  },
  'an option with two names': (world) => {
    const item = plain(world)
    item.options[0]!.name = 'Str.'
    for (const variant of item.variants) variant.options[0]!.name = 'Str.'
    return { findings: [['TB3038', `${item.key} / size`, ['Str.', 'Size']]], blocked: [] }
  },
  'an option with two names across items': (world) => {
    const [a, b] = [plain(world), plain(world)]
    for (const [item, name] of [
      [a, 'Material'],
      [b, 'material '],
    ] as const) {
      item.options[0]!.name = name
      for (const variant of item.variants) variant.options[0]!.name = name
    }
    return { findings: [['TB3038', 'material', ['Material', 'material ']]], blocked: [] }
  },
  'too many options': (world) => {
    const item = addItem(world, { Colour: 1, Size: 1, Width: 1 })
    item.options.push({ name: 'Logo', values: ['Yes'] })
    for (const variant of item.variants) variant.options.push({ name: 'Logo', value: 'Yes' })
    const blocked = item.variants.map(({ id }) => id)
    return { findings: [['TB3039', item.key, ['Colour', 'Size', 'Width', 'Logo']]], blocked }
  },
  'too many variants': (world) => {
    const item = lone(world)
    const [first] = item.variants as [MatrixVariant]
    const values = Array.from({ length: LIMITS.variantsMax + 1 + world.pick.below(9) }, (_, i) => `N${i}`)
    unlist(world, item.sku)
    item.options = [{ name: 'Motif', values }]
    item.variants = values.map((value, i) => ({
      ...first,
      id: first.id + i,
      key: `${first.key}${i}`,
      sku: `${item.sku}-${i + 200}`,
      barcode: null,
      options: [{ name: 'Motif', value }],
    }))
    const blocked = item.variants.map(({ id }) => id)
    return { findings: [['TB3040', item.key, [String(values.length)]]], blocked }
  },
  'the same options twice': (world) => {
    const item = plain(world)
    const first = world.pick.of(item.variants)
    const again = { ...first, id: first.id + 500, key: `${first.key}9`, sku: `${first.sku}-2`, barcode: null }
    item.variants.push(again)
    return { findings: [['TB3041', `${item.key} / ${text(first)}`, [first.key, again.key]]], blocked: [] }
  },
  'a blank option': (world) => {
    const variant = world.pick.of(plain(world).variants)
    variant.options[1]!.value = world.pick.of(['', ' '])
    return { findings: [['TB3042', variant.key, [variant.key, 'Size']]], blocked: [] }
  },
}
