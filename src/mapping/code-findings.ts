import type { FindingCode } from '../model/finding-codes.ts'
import { type Finding, finding, type Place } from '../model/findings.ts'
import { optionKey } from '../model/option-words.ts'
import type { Claim, Refusal, Subject } from './code-claims.ts'
import type { CodeRules } from './code-rules.ts'
import type { Likely } from './match-items.ts'
import type { Gap, SchemeCode } from './scheme.ts'

/** What a plan of codes could not do: gathered by cause, so that one cause is one finding and every variant is counted. */
export function codeFindings(rules: CodeRules) {
  const findings: Finding[] = []
  const without: { variantId: number; cause: FindingCode }[] = []
  /** By option, then value as the shop spells it. */
  const missing = new Map<string, Map<string, number>>()
  const anywhere: Places = new Map()
  const valueless: Places = new Map()

  const tell = (code: FindingCode, { variantId, key }: Subject, place: Place): void => {
    without.push({ variantId, cause: code })
    findings.push(finding(code, { key, ...place }))
  }

  function gaps(subject: Subject, found: readonly Gap[]): void {
    for (const gap of found) {
      if (gap.why !== 'no-code') continue
      const values = missing.get(gap.option) ?? new Map<string, number>()
      missing.set(gap.option, values.set(gap.value.trim(), (values.get(gap.value.trim()) ?? 0) + 1))
    }
    const [gap] = found.toSorted((a, b) => GAPS.indexOf(a.why) - GAPS.indexOf(b.why))
    if (gap!.why === 'no-code') without.push({ variantId: subject.variantId, cause: 'TB3013' })
    else if (gap!.why === 'not-a-gtin') tell('TB3022', subject, { found: `${gap!.value} (${subject.label})` })
    else {
      const { text: place, option } = gap!.place
      const groups = gap!.why === 'any' ? anywhere : valueless
      const group = groups.get(place)
      if (group) group.subjects.push(subject)
      else groups.set(place, { option, place, subjects: [subject] })
    }
  }

  /** A code of a claim that this partner does not take. */
  function misfit(claim: Claim, why: Misfit): void {
    const expected = {
      TB3005: `at most ${rules.maxLength} characters`,
      TB3006: rules.allowedText,
      TB3021: 'no GTIN of the ranges 02 and 20-29',
    }[why]
    tell(why, claim, { found: `${claim.code} (${claim.label})`, expected })
  }

  function unmade(subject: Subject, made: Extract<SchemeCode, { problem: string }>): void {
    const { code, expected } = UNMADE[made.problem]
    tell(code, subject, { found: `${made.text} (${subject.label})`, expected })
  }

  function refused({ code, claims, why, owner }: Refusal): void {
    const cause = REFUSED[why]
    const others = claims.map((claim) => claim.label).filter((label) => !owner?.wants || label !== owner.label)
    const who = listed(others)
    const has = why === 'retired' ? 'was given to' : why === 'alias' ? 'stands for' : 'issued to'
    const wanted = others.length === 0 ? ', which wants it again' : `; also wanted by ${who}`
    const found = owner === null ? `${code}: ${who}` : `${code}: ${has} ${owner.label}${wanted}`
    for (const { variantId } of claims) without.push({ variantId, cause })
    findings.push(finding(cause, { key: code, found }))
  }

  function finish(seenOptions: ReadonlyMap<string, string>) {
    const missingValues = [...missing]
      .flatMap(([option, values]) => [...values].map(([value, variants]) => ({ option, value, variants })))
      .sort((a, b) => compare(a.option, b.option) || compare(a.value, b.value))
    for (const option of new Set(missingValues.map((each) => each.option))) {
      const values = missingValues.filter((each) => each.option === option).map((each) => each.value)
      const found = `${values.length} ${values.length === 1 ? 'value' : 'values'} of ${option} without a code`
      const expected = `a code for ${values.join(', ')}`
      findings.push(finding('TB3013', { key: optionKey(option), found, expected }))
    }
    for (const { place, subjects } of anywhere.values()) {
      const found = `${place}: ${counted(subjects)}`
      findings.push(finding('TB3014', { key: place, found, expected: 'codes.any' }))
      for (const { variantId } of subjects) without.push({ variantId, cause: 'TB3014' })
    }
    for (const { option, place, subjects } of valueless.values()) {
      if (option !== '' && !seenOptions.has(option)) unknownOption(place, subjects, seenOptions)
      else
        for (const subject of subjects)
          tell('TB3003', subject, { found: subject.label, expected: `a value for ${place} of the scheme` })
    }
    return {
      findings: findings.sort((a, b) => compare(a.code, b.code) || compare(a.key ?? '', b.key ?? '')),
      without: without.sort((a, b) => a.variantId - b.variantId),
      missingValues,
    }
  }

  function unknownOption(place: string, subjects: readonly Subject[], seen: ReadonlyMap<string, string>): void {
    const names = [...seen.values()].sort(compare)
    const expected = names.length > 0 ? `one of ${names.join(', ')}` : 'no option, for no item has one'
    findings.push(finding('TB3024', { key: place, found: place, expected }))
    for (const { variantId } of subjects) without.push({ variantId, cause: 'TB3024' })
  }

  return {
    gaps,
    misfit,
    unmade,
    refused,
    unknownOption,
    noCode: (subject: Subject) => tell('TB3003', subject, { found: subject.label }),
    notAGtin: (subject: Subject, found: string) =>
      tell('TB3022', subject, { found: `${found} (${subject.label})`, expected: 'a GTIN of 8, 12, 13 or 14 digits' }),
    takenAtTill: (subject: Subject, code: string) => tell('TB3018', subject, { found: `${code} (${subject.label})` }),
    notCertain: (subject: Subject, likely: readonly Likely[]) =>
      tell('TB3019', subject, {
        found: subject.label,
        expected: likely.map(({ code, reason }) => `${code}: ${reason}`).join('; '),
      }),
    finish,
  }
}

/** Variants for which a place of the scheme cannot be filled, by the place as written. */
type Places = Map<string, { option: string; place: string; subjects: Subject[] }>

export type Misfit = 'TB3005' | 'TB3006' | 'TB3021'

/** Which gap is told when a variant has several; missing values are told together whatever else is missing. */
const GAPS: readonly Gap['why'][] = ['no-value', 'not-a-gtin', 'any', 'no-code']

const UNMADE = {
  'not-a-gtin': { code: 'TB3022', expected: '8, 12 or 13 digits of an in-store range' },
  'nothing-left': { code: 'TB3005', expected: 'something left of the place that is cut' },
  'digits-used-up': { code: 'TB3020', expected: 'a number that fits its digits' },
} as const satisfies Record<string, { code: FindingCode; expected: string }>

const REFUSED = {
  two: 'TB3004',
  issued: 'TB3004',
  alias: 'TB3004',
  respelled: 'TB3015',
  shortened: 'TB3016',
  retired: 'TB3017',
} as const satisfies Record<Refusal['why'], FindingCode>

const LISTED_MAX = 4

function listed(labels: readonly string[]): string {
  const rest = labels.length - LISTED_MAX
  return labels.slice(0, LISTED_MAX).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

function counted(subjects: readonly Subject[]): string {
  return `${subjects.length} ${subjects.length === 1 ? 'variant' : 'variants'}: ${listed(subjects.map((s) => s.label))}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
