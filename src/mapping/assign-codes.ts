import { type Finding, finding } from '../model/findings.ts'

/** A variant that may need a code. */
export interface CodelessVariant {
  id: number
  sku: string | null
  barcode: string | null
  key: string
  /** SKU of the item, else its key. */
  item: string
  /** What people call the item. */
  name?: string | null
  options: { name: string; value: string | null }[]
}

export interface CodeRules {
  from: readonly ('sku' | 'barcode')[]
  scheme?: string | undefined
  maxLength: number
  allowed?: string | undefined
  upperCase: boolean
}

export interface AssignedCode {
  variantId: number
  code: string
  origin: 'shop' | 'generated'
}

/**
 * Codes for variants that have none yet: carried by the shop, else by the scheme. `ownerOf` tells which variant a code
 * was ever issued to; an issued code never moves to another variant, so a clash is a finding and neither is guessed.
 */
export function assignCodes(
  variants: readonly CodelessVariant[],
  rules: CodeRules,
  ownerOf: (code: string) => number | undefined,
): { assigned: AssignedCode[]; findings: Finding[] } {
  const findings: Finding[] = []
  const wanted = new Map<string, { variant: CodelessVariant; origin: AssignedCode['origin'] }[]>()
  for (const variant of variants) {
    const candidate = candidateCode(variant, rules)
    if (!candidate) {
      findings.push(finding('TB3003', { key: variant.key, found: describe(variant) }))
      continue
    }
    const problem = unfit(candidate.code, rules)
    if (problem) {
      findings.push({ ...problem, key: variant.key })
      continue
    }
    const others = wanted.get(candidate.code) ?? []
    others.push({ variant, origin: candidate.origin })
    wanted.set(candidate.code, others)
  }
  const assigned: AssignedCode[] = []
  for (const [code, claims] of wanted) {
    const owner = ownerOf(code)
    const [only] = claims
    if (claims.length === 1 && (owner === undefined || owner === only!.variant.id)) {
      assigned.push({ variantId: only!.variant.id, code, origin: only!.origin })
    } else {
      const who = claims.map((c) => describe(c.variant)).join(', ')
      findings.push(
        finding('TB3004', {
          key: code,
          found:
            owner === undefined
              ? `${code}: ${who}`
              : `${code}: already issued to another variant; also wanted by ${who}`,
        }),
      )
    }
  }
  return { assigned, findings }
}

function candidateCode(
  variant: CodelessVariant,
  rules: CodeRules,
): { code: string; origin: AssignedCode['origin'] } | undefined {
  const spell = (code: string) => (rules.upperCase ? code.toUpperCase() : code)
  for (const source of rules.from) {
    const carried = variant[source]?.trim()
    if (carried) return { code: spell(carried), origin: 'shop' }
  }
  const generated = rules.scheme === undefined ? undefined : fillScheme(rules.scheme, variant)
  return generated === undefined ? undefined : { code: spell(generated), origin: 'generated' }
}

/** Fills {item}, {key}, {sku}, {barcode} and option names; undefined when something it needs is not there. */
function fillScheme(scheme: string, variant: CodelessVariant): string | undefined {
  let complete = true
  const code = scheme.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = schemeValue(name.trim().toLowerCase(), variant)
    if (!value) complete = false
    return value ?? ''
  })
  return complete && code !== '' ? code : undefined
}

const OPTION_WORDS: Record<string, string[]> = {
  colour: ['colour', 'color', 'farve', 'farbe', 'färg', 'farge', 'kleur', 'couleur', 'pa_color', 'pa_farve'],
  size: ['size', 'størrelse', 'stoerrelse', 'größe', 'grösse', 'groesse', 'storlek', 'maat', 'taille', 'pa_size'],
}

function schemeValue(name: string, variant: CodelessVariant): string | null | undefined {
  if (name === 'item') return variant.item
  if (name === 'key') return variant.key
  if (name === 'sku') return variant.sku
  if (name === 'barcode') return variant.barcode
  return optionValue(variant.options, name)
}

/** Value of the option with this name; `colour` and `size` also find the shop's own word for them. */
export function optionValue(
  options: readonly { name: string; value: string | null }[],
  name: string,
): string | null | undefined {
  const words = OPTION_WORDS[name] ?? [name]
  return options.find((option) => words.includes(option.name.trim().toLowerCase()))?.value
}

function unfit(code: string, rules: CodeRules): Finding | undefined {
  if (code.length > rules.maxLength)
    return finding('TB3005', { found: code, expected: `at most ${rules.maxLength} characters` })
  if (rules.allowed !== undefined && !new RegExp(`^(?:${rules.allowed})$`, 'u').test(code))
    return finding('TB3006', { found: code, expected: rules.allowed })
  return undefined
}

function describe(variant: CodelessVariant): string {
  const options = variant.options.map((option) => option.value ?? 'any').join(' / ')
  return `${variant.name || variant.item}${options ? ` (${options})` : ''}`
}
