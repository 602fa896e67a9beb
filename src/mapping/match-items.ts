import { gtin14 } from '../model/gtin.ts'
import type { MatrixItem, MatrixVariant } from '../model/matrix.ts'
import { optionKey } from '../model/option-words.ts'
import type { PartnerItem } from '../model/records.ts'
import { foldText } from './transliterate.ts'

export interface Match {
  code: string
  /** Why, as the end of a sentence: "the same code as the SKU". */
  reason: string
}
export interface Likely extends Match {
  /** 0 to 1; nothing below 1 is used without a person. */
  score: number
}

/** A till's own item list, asked which of its articles a variant is. */
export interface ItemMatcher {
  /** Articles that certainly are the variant. Two or more contradict each other and prove nothing. */
  certain(item: MatrixItem, variant: MatrixVariant): Match[]
  /** Articles that may be the variant, best first, at most three. */
  likely(item: MatrixItem, variant: MatrixVariant): Likely[]
  has(code: string): boolean
  /** Whether what the list says of an article speaks against its being the variant. */
  contradicts(code: string, item: MatrixItem, variant: MatrixVariant): boolean
}

/**
 * Certain is: the very code; the same GTIN, if one article alone has it; the item's number with all options equal, if one
 * article alone has them. Case, blanks and accents of options do not count; in codes they do.
 */
export function itemMatcher(list: readonly PartnerItem[]): ItemMatcher {
  const byCode = new Map(list.map((article) => [article.code, article]))
  const byGtin = index(list, (a) => [gtinOf(a.barcode), gtinOf(a.code)])
  const byOptions = index(list, (a) => (a.item === null ? [] : [placeOf(a.item, a.colour, a.size)]))
  const byName = later(() => index(list, (a) => (a.name === null ? [] : [placeOf(a.name, a.colour, a.size)])))
  const byBare = later(() => index(list, (a) => [bare(a.code)]))

  function certain(item: MatrixItem, variant: MatrixVariant): Match[] {
    const found: Match[] = []
    const add = (code: string, reason: string) => {
      if (!found.some((each) => each.code === code)) found.push({ code, reason })
    }
    for (const { word, own } of ownCodes(variant)) {
      if (byCode.has(own)) add(own, `the till's list has the very ${word}`)
      const gtin = gtinOf(own)
      const same = gtin === null ? undefined : byGtin.get(gtin)
      if (same?.length === 1) add(same[0]!.code, `the till's list has the same GTIN, ${own}`)
    }
    const place = optionsPlace(item.sku, variant)
    const same = place === null ? undefined : byOptions.get(place)
    if (same?.length === 1) add(same[0]!.code, `the till's list has the item ${item.sku} with the same options`)
    return found
  }

  function likely(item: MatrixItem, variant: MatrixVariant): Likely[] {
    const found: Likely[] = []
    const add = (code: string, score: number, reason: string) => {
      if (!found.some((each) => each.code === code)) found.push({ code, score, reason })
    }
    for (const { code, reason } of certain(item, variant))
      add(code, 0.9, `${reason}, but something else speaks against it`)
    for (const { word, own } of ownCodes(variant)) {
      for (const { code } of byBare().get(bare(own)) ?? [])
        add(code, 0.9, `the same as the ${word} ${own} but for case, blanks, dashes or leading zeros`)
      const same = byGtin.get(gtinOf(own) ?? '') ?? []
      for (const { code } of same.slice(0, 3)) add(code, 0.6, `one of ${same.length} articles with the GTIN ${own}`)
    }
    const number = optionsPlace(item.sku, variant)
    const twins = number === null ? [] : (byOptions.get(number) ?? [])
    for (const { code } of twins.slice(0, 3))
      add(code, 0.6, `one of ${twins.length} articles with the item ${item.sku} and the same options`)
    const named = optionsPlace(item.name, variant)
    const sameName = named === null ? [] : (byName().get(named) ?? [])
    for (const { code } of sameName.slice(0, 3))
      add(code, sameName.length === 1 ? 0.8 : 0.5, `the same name and options: ${item.name}`)
    const whole = placeOf([item.name, ...variant.options.map((o) => o.value ?? '')].join(' '), null, null)
    for (const { code } of (byName().get(whole) ?? []).slice(0, 3))
      add(code, 0.7, 'the same name with the options in it')
    return found
      .filter((each) => each.code !== '')
      .sort((a, b) => b.score - a.score || (a.code < b.code ? -1 : 1))
      .slice(0, 3)
  }

  function contradicts(code: string, item: MatrixItem, variant: MatrixVariant): boolean {
    const article = byCode.get(code)
    if (!article) return false
    const gtin = gtinOf(article.barcode)
    const own = gtinOf(variant.barcode)
    if (gtin !== null && own !== null && gtin !== own) return true
    if (article.item !== null && item.sku !== null && foldText(article.item) !== foldText(item.sku)) return true
    return (['colour', 'size'] as const).some((axis) => {
      const value = variant.options.find((option) => optionKey(option.name) === axis)?.value
      return article[axis] !== null && value != null && foldText(article[axis]) !== foldText(value)
    })
  }

  return { certain, likely, contradicts, has: (code) => byCode.has(code) }
}

function ownCodes({ sku, barcode }: MatrixVariant): { word: string; own: string }[] {
  const own: { word: string; own: string }[] = []
  if (sku?.trim()) own.push({ word: 'SKU', own: sku.trim() })
  if (barcode?.trim()) own.push({ word: 'barcode', own: barcode.trim() })
  return own
}

/** Item and options as one text; null when the till's columns cannot hold the options, or one of them is "any". */
function optionsPlace(name: string | null, variant: MatrixVariant): string | null {
  if (!name?.trim()) return null
  let colour: string | null = null
  let size: string | null = null
  for (const option of variant.options) {
    const axis = optionKey(option.name)
    if (option.value === null || (axis !== 'colour' && axis !== 'size')) return null
    if (axis === 'colour') colour = option.value
    else size = option.value
  }
  return placeOf(name, colour, size)
}

function placeOf(name: string, colour: string | null, size: string | null): string {
  return `${foldText(name)}\n${foldText(colour ?? '')}\n${foldText(size ?? '')}`
}

function gtinOf(text: string | null): string | null {
  return text === null ? null : gtin14(text.trim())
}

/** Codes that agree in this are near misses of each other, as in stock files. */
function bare(code: string): string {
  return code
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/^0+(?=.)/, '')
}

function index(list: readonly PartnerItem[], keysOf: (article: PartnerItem) => (string | null)[]) {
  const found = new Map<string, PartnerItem[]>()
  for (const article of list) {
    for (const key of new Set(keysOf(article))) {
      if (key === null) continue
      const same = found.get(key)
      if (same) same.push(article)
      else found.set(key, [article])
    }
  }
  return found
}

/** Made when it is first asked for: most variants match for certain. */
function later<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
