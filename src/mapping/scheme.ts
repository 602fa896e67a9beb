import { type CodeScheme, placeName, type SchemePart, type SchemePlace } from '../model/code-scheme.ts'
import { isGtin } from '../model/gtin.ts'
import type { MatrixItem, MatrixVariant } from '../model/matrix.ts'
import { optionKey } from '../model/option-words.ts'
import type { CodeRules } from './code-rules.ts'
import { inStoreGtin } from './gs1.ts'
import { hashed } from './shorten.ts'

/** Why a place of a scheme cannot be filled for a variant. */
export type Gap =
  | { why: 'no-value'; place: SchemePlace }
  | { why: 'any'; place: SchemePlace }
  | { why: 'no-code'; place: SchemePlace; option: string; value: string }
  | { why: 'not-a-gtin'; place: SchemePlace; value: string }

/** A scheme with a variant's values in it; `{seq}` is still open. */
export interface FilledScheme {
  /** One text per part of the scheme, '' for parts left out; spelled as codes of the partner are. */
  texts: string[]
  /** The values before they were spelled, to tell why two codes are one. */
  raw: string
  gaps: Gap[]
}

/** Puts a variant's values into the scheme. All gaps are told, not only the first. */
export function fillScheme(
  scheme: CodeScheme,
  item: MatrixItem,
  variant: MatrixVariant,
  rules: CodeRules,
): FilledScheme {
  const texts: string[] = []
  const gaps: Gap[] = []
  const dropped = droppedGroups(scheme.parts, item, variant)
  let raw = ''
  for (const part of scheme.parts) {
    let text = ''
    if (part.group > 0 && dropped?.has(part.group)) text = ''
    else if (part.kind === 'literal') {
      text = rules.upperCase ? part.text.toUpperCase() : part.text
      raw += part.text
    } else if (part.source !== 'seq' && part.source !== 'check') {
      const value = placeValue(part, item, variant, rules, gaps)
      raw += value
      text = value === '' ? '' : toWidth(rules.respell(value), part)
      // A value of nothing but characters that were dropped would make one code of many variants.
      if (value !== '' && text === '') gaps.push({ why: 'no-value', place: part })
    }
    texts.push(text)
  }
  return { texts, raw, gaps }
}

/** A finished code, or what stands in the way. */
export type SchemeCode =
  | { code: string; full: string }
  | { problem: 'not-a-gtin' | 'nothing-left' | 'digits-used-up'; text: string }

/**
 * The code of a filled scheme: with its running number, shortened as declared, with its check digit. `full` is the code
 * before it was shortened.
 */
export function codeOf(scheme: CodeScheme, texts: readonly string[], seq: number, rules: CodeRules): SchemeCode {
  const parts = scheme.parts
  let checked = false
  const filled = texts.map((text, i) => {
    const part = parts[i]!
    if (part.kind !== 'place') return text
    if (part.source === 'seq') return String(seq).padStart(part.width ?? 1, '0')
    if (part.source === 'check') checked = true
    return text
  })
  const full = filled.join('')
  if (checked) {
    const place = parts.find((part) => part.kind === 'place' && part.source === 'seq') as SchemePlace | undefined
    if (place?.width && String(seq).length > place.width) return { problem: 'digits-used-up', text: full }
    const code = inStoreGtin(full)
    return code === null ? { problem: 'not-a-gtin', text: full } : { code, full: code }
  }
  if (lengthOf(full) <= rules.maxLength || rules.shorten.way === 'no') return { code: full, full }
  if (rules.shorten.way === 'hash') return { code: hashed(full, rules.maxLength, rules.shorten.length), full }
  return cutPlace(parts, filled, full, rules.shorten.place, rules.maxLength)
}

/** Characters of a code, as people and tills count them. */
export function lengthOf(code: string): number {
  let pairs = 0
  for (let i = 0; i < code.length; i += 1) if ((code.charCodeAt(i) & 0xfc00) === 0xd800) pairs += 1
  return code.length - pairs
}

function cutPlace(
  parts: readonly SchemePart[],
  filled: readonly string[],
  full: string,
  name: string,
  maxLength: number,
): SchemeCode {
  const at = parts.findIndex((part) => part.kind === 'place' && placeName(part) === name)
  const text = filled[at] ?? ''
  const left = lengthOf(text) - (lengthOf(full) - maxLength)
  // A place with nothing left would make one code of many items.
  if (left < 1) return { problem: 'nothing-left', text: full }
  return { code: filled.with(at, [...text].slice(0, left).join('')).join(''), full }
}

/** Finds the running number in a code that was made by the scheme; null when it was not. */
export function numberFinder(scheme: CodeScheme, rules: CodeRules): (code: string) => number | null {
  let source = ''
  let group = 0
  for (const part of scheme.parts) {
    if (part.group !== group) {
      if (group > 0) source += ')?'
      if (part.group > 0) source += '(?:'
      group = part.group
    }
    if (part.kind === 'literal') source += escaped(rules.upperCase ? part.text.toUpperCase() : part.text)
    else if (part.source === 'seq') source += `(\\d{${part.width ?? 1},})`
    else source += part.source === 'check' ? '\\d' : '.*'
  }
  const pattern = new RegExp(`^${source}${group > 0 ? ')?' : ''}$`, 'su')
  return (code) => {
    const digits = pattern.exec(code)?.[1]
    return digits === undefined || digits.length > 15 ? null : Number(digits)
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** [parts] whose item lacks the option, or whose variant lacks the number. */
function droppedGroups(parts: readonly SchemePart[], item: MatrixItem, variant: MatrixVariant): Set<number> | null {
  let dropped: Set<number> | null = null
  for (const part of parts) {
    if (part.group === 0 || part.kind !== 'place' || dropped?.has(part.group)) continue
    if (plainValue(part, item, variant) !== undefined) continue
    dropped ??= new Set()
    dropped.add(part.group)
  }
  return dropped
}

function placeValue(
  place: SchemePlace,
  item: MatrixItem,
  variant: MatrixVariant,
  rules: CodeRules,
  gaps: Gap[],
): string {
  const value = plainValue(place, item, variant)
  if (value === undefined) {
    gaps.push({ why: 'no-value', place })
    return ''
  }
  if (value === null) {
    if (rules.any === null) gaps.push({ why: 'any', place })
    return rules.any ?? ''
  }
  if (place.source === 'gtin' && !isGtin(value)) gaps.push({ why: 'not-a-gtin', place, value })
  if (!place.code) return value
  const code = rules.values.codeOf(place.option, value)
  if (code === undefined) gaps.push({ why: 'no-code', place, option: nameOf(place, variant), value })
  return code ?? ''
}

/** null: any value; undefined: there is none. */
function plainValue(place: SchemePlace, item: MatrixItem, variant: MatrixVariant): string | null | undefined {
  switch (place.source) {
    case 'item':
      return said(item.sku) ?? said(item.key)
    case 'item.name':
      return said(item.name)
    case 'sku':
      return said(variant.sku)
    case 'barcode':
    case 'gtin':
      return said(variant.barcode)
    case 'key':
      return said(variant.key)
    default: {
      const option = variant.options.find((each) => optionKey(each.name) === place.option)
      return option?.value === null ? null : said(option?.value)
    }
  }
}

function nameOf(place: SchemePlace, variant: MatrixVariant): string {
  return variant.options.find((option) => optionKey(option.name) === place.option)?.name ?? place.name
}

function said(text: string | null | undefined): string | undefined {
  const trimmed = text?.trim()
  return trimmed === '' ? undefined : trimmed
}

function toWidth(text: string, { width, fill }: SchemePlace): string {
  if (width === null) return text
  return fill ? text.padStart(width, '0') : text.length <= width ? text : [...text].slice(0, width).join('')
}
