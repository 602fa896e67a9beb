import type { IssuedCode, MatrixItem, MatrixVariant } from '../../model/matrix.ts'
import { isScientific } from './damaged.ts'
import { differenceOf, looksOf } from './look-alike.ts'
import { listed, nameOf, type Survey } from './survey.ts'
import type { Check } from './world.ts'

/** A variant whose code the till does not list. */
interface Alone {
  item: MatrixItem
  variant: MatrixVariant
  code: string
}

/** How many codes only one side knows; most of them are none of the shop's business (R01). */
export interface OneSided {
  tillOnly: number
  shopOnly: number
}

/**
 * Compares the codes of the shop with the till's own list. Codes that nearly match are told, and those that were linked
 * once; all others are counted only.
 */
export function tillList(survey: Survey, counted: (sides: OneSided) => void): Check {
  const { partnerItems, issued, aliases } = survey.world
  if (partnerItems.length === 0) return {}
  const atTill = new Set(partnerItems.map(({ code }) => code))
  const aliased = new Map<number, string[]>()
  const aliasCodes = new Set<string>()
  for (const { code, variantId, until } of aliases) {
    if (until !== null) continue
    aliasCodes.add(code)
    aliased.set(variantId, [...(aliased.get(variantId) ?? []), code])
  }
  const alone: Alone[] = []
  // What was linked once: what was retired, and what is left of the rest when all variants have been seen.
  const former = new Map<number, IssuedCode>()
  const retired = new Map<string, IssuedCode>()
  for (const one of issued) {
    if (!atTill.has(one.code)) continue
    if (one.retiredAt === null) former.set(one.variantId, one)
    else retired.set(one.code, one)
  }
  return {
    item({ variants }) {
      for (const { item, variant, code: own, carried, needsCode } of variants) {
        former.delete(variant.id)
        const code = own ?? carried
        if (!needsCode || code === null) continue
        const listed = atTill.has(code) || aliased.get(variant.id)?.some((alias) => atTill.has(alias))
        if (!listed) alone.push({ item, variant, code })
      }
    },
    end() {
      const strangers = partnerItems.filter(({ code }) => !survey.holders.has(code) && !aliasCodes.has(code))
      const near = reportNearMisses(survey, strangers, alone)
      const gone = new Map([...former.values()].map((one) => [one.code, one]))
      for (const { code, line, name } of strangers) {
        const before = gone.get(code) ?? retired.get(code)
        if (!before || near.codes.has(code)) continue
        const why = before.retiredAt === null ? 'its variant is not in the shop any more' : 'it was retired'
        survey.report('TB3001', {
          key: code,
          severity: 'warning',
          row: line,
          found: `${code}${name ? ` ${name}` : ''}: ${why}`,
          names: [code],
        })
      }
      for (const { item, variant, code } of alone) {
        const origin = survey.codeOf(variant.id)?.origin
        const fromTill = origin === 'matched' || origin === 'imported'
        if (!fromTill || near.variants.has(variant.id)) continue
        survey.report('TB3035', { key: variant.key, item, variant, found: code })
      }
      counted({ tillOnly: new Set(strangers.map(({ code }) => code)).size, shopOnly: alone.length })
    },
  }
}

/** Till codes the shop lacks that look like codes the till lacks. */
function reportNearMisses(
  survey: Survey,
  strangers: readonly { code: string; line: number }[],
  alone: readonly Alone[],
): { codes: Set<string>; variants: Set<number> } {
  const near = { codes: new Set<string>(), variants: new Set<number>() }
  if (strangers.length === 0 || alone.length === 0) return near
  // The till's strangers are few: they are indexed, and the shop's gone through.
  const looks = new Map<string, Alone[]>(strangers.flatMap(({ code }) => keysOf(code).map((key) => [key, []] as const)))
  const scales = scalesOf(strangers.map(({ code }) => code))
  for (const one of alone) {
    for (const look of looksOf(one.code)) looks.get(look)?.push(one)
    for (const scale of scales) looks.get(rounded(one.code, scale))?.push(one)
  }
  for (const { code, line } of strangers) {
    const candidates = [...new Set(keysOf(code).flatMap((key) => looks.get(key) ?? []))]
    const [first] = candidates
    if (!first || near.codes.has(code)) continue
    near.codes.add(code)
    for (const { variant } of candidates) near.variants.add(variant.id)
    const written = listed(candidates.map((one) => JSON.stringify(one.code)))
    const why = isScientific(code) ? 'a spreadsheet cut its digits' : differenceOf(code, first.code)
    survey.report('TB3002', {
      key: code,
      row: line,
      found: `${JSON.stringify(code)} at the till, ${written} in the shop: ${why}`,
      expected: listed(candidates.map((one) => `${one.code} for ${nameOf(one.variant)}`)),
      names: candidates.map(({ variant }) => variant.key),
      ...(candidates.length === 1 ? { item: first.item, variant: first.variant } : {}),
    })
  }
  return near
}

/** 5.71235E+12 and 5,71235E+12 are the same; every other code as eyes take it. */
function keysOf(code: string): readonly string[] {
  return isScientific(code) ? [scientific(code).text] : looksOf(code)
}

/** How many digits a spreadsheet kept, of how many. */
interface Scale {
  kept: number
  length: number
}

function scientific(code: string): Scale & { text: string } {
  const [mantissa, exponent] = code.toUpperCase().replace(/[.,]/, '').split(/E\+?/) as [string, string]
  return { kept: mantissa.length, length: Number(exponent) + 1, text: `${mantissa}E${Number(exponent)}` }
}

function scalesOf(codes: readonly string[]): Scale[] {
  const scales = codes.filter(isScientific).map((code): [string, Scale] => {
    const { kept, length } = scientific(code)
    return [`${kept}/${length}`, { kept, length }]
  })
  return [...new Map(scales).values()]
}

/** What a spreadsheet would have made of a number; '' for what it would not have touched. */
function rounded(code: string, { kept, length }: Scale): string {
  if (code.length !== length || kept > length || !/^[1-9]\d*$/.test(code)) return ''
  const up = code.charCodeAt(kept) >= FIVE ? 1n : 0n
  return `${BigInt(code.slice(0, kept)) + up}E${length - 1}`
}

const FIVE = '5'.charCodeAt(0)
