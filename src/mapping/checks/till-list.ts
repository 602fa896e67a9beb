import type { IssuedCode } from '../../model/matrix.ts'
import { isScientific } from './damaged.ts'
import { differenceOf, lookAlike } from './look-alike.ts'
import { listed, nameOf, type Survey } from './survey.ts'
import type { Check, CheckedVariant } from './world.ts'

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
  const alone: CheckedVariant[] = []
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
      for (const one of variants) {
        former.delete(one.variant.id)
        const code = one.code ?? one.carried
        if (!one.needsCode || code === null) continue
        if (!atTill.has(code) && !aliased.get(one.variant.id)?.some((alias) => atTill.has(alias))) alone.push(one)
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
      for (const { item, variant, code, origin } of alone) {
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
  alone: readonly CheckedVariant[],
): { codes: Set<string>; variants: Set<number> } {
  const near = { codes: new Set<string>(), variants: new Set<number>() }
  if (strangers.length === 0 || alone.length === 0) return near
  // The till's strangers are few: they are indexed, and the shop's gone through.
  const looks = new Map<string, CheckedVariant[]>(strangers.map(({ code }) => [lookAlike(code), []]))
  for (const one of alone) looks.get(lookAlike((one.code ?? one.carried)!))?.push(one)
  for (const { code, line } of strangers) {
    if (near.codes.has(code)) continue
    const scientific = isScientific(code)
    const candidates = scientific
      ? alone.filter((one) => rounds((one.code ?? one.carried)!, code))
      : looks.get(lookAlike(code))
    if (!candidates?.length) continue
    near.codes.add(code)
    for (const { variant } of candidates) near.variants.add(variant.id)
    const [first] = candidates
    const written = candidates.map((one) => (one.code ?? one.carried)!)
    const why = scientific ? 'a spreadsheet cut its digits' : differenceOf(code, written[0]!)
    survey.report('TB3002', {
      key: code,
      row: line,
      found: `${JSON.stringify(code)} at the till, ${listed(written.map((text) => JSON.stringify(text)))} in the shop: ${why}`,
      expected: listed(candidates.map((one, i) => `${written[i]} for ${nameOf(one.variant)}`)),
      names: candidates.map(({ variant }) => variant.key),
      ...(candidates.length === 1 ? { item: first!.item, variant: first!.variant } : {}),
    })
  }
  return near
}

/** Whether 5.71235E+12 may have been this number. */
function rounds(digits: string, scientific: string): boolean {
  if (!/^[1-9]\d*$/.test(digits)) return false
  const [mantissa, exponent] = scientific.toUpperCase().replace(',', '.').split('E+') as [string, string]
  if (digits.length !== Number(exponent) + 1) return false
  const places = mantissa.replace('.', '').length
  const head = BigInt(digits.slice(0, places).padEnd(places, '0')) + (digits.charCodeAt(places) >= 53 ? 1n : 0n)
  return String(head) === mantissa.replace('.', '')
}
