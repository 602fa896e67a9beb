interface NumberPlan {
  calling: string
  /** Digit dialled before a national number and left out abroad; '' where there is none. */
  trunk: string
  /** Fewest and most digits of a national number without the trunk digit. */
  digits: readonly [number, number]
}

const PLANS: Record<string, NumberPlan> = {
  DK: { calling: '45', trunk: '', digits: [8, 8] },
  SE: { calling: '46', trunk: '0', digits: [7, 9] },
  NO: { calling: '47', trunk: '', digits: [8, 8] },
  FI: { calling: '358', trunk: '0', digits: [5, 11] },
  DE: { calling: '49', trunk: '0', digits: [5, 12] },
  AT: { calling: '43', trunk: '0', digits: [4, 13] },
  CH: { calling: '41', trunk: '0', digits: [9, 9] },
  NL: { calling: '31', trunk: '0', digits: [9, 9] },
  BE: { calling: '32', trunk: '0', digits: [8, 9] },
  FR: { calling: '33', trunk: '0', digits: [9, 9] },
  // An Italian zero belongs to the number and is dialled from abroad as well.
  IT: { calling: '39', trunk: '', digits: [6, 11] },
  ES: { calling: '34', trunk: '', digits: [9, 9] },
  PL: { calling: '48', trunk: '', digits: [9, 9] },
  GB: { calling: '44', trunk: '0', digits: [9, 10] },
  IE: { calling: '353', trunk: '0', digits: [7, 9] },
  US: { calling: '1', trunk: '', digits: [10, 10] },
  CA: { calling: '1', trunk: '', digits: [10, 10] },
}

const PUNCTUATION = /[\s\u00a0\u202f().\-/]/g
/** Fewest and most digits of a number with its country, E.164. */
const INTERNATIONAL = /^\+[1-9]\d{6,14}$/

/**
 * A phone number as E.164 ("+4520112233"), the key by which tills know a customer (R28). `country` is ISO 3166
 * alpha-2. What cannot be told for certain comes back as it was, trimmed: a wrong number would be worse.
 */
export function toE164(phone: string, country: string): string {
  const given = phone.trim()
  const dialled = given.replace('(0)', '').replace(PUNCTUATION, '')
  const plan = Object.hasOwn(PLANS, country) ? PLANS[country] : undefined
  if (dialled.startsWith('+')) return international(dialled) ?? given
  if (!/^\d+$/.test(dialled)) return given
  if (dialled.startsWith('00')) return international(`+${dialled.slice(2)}`) ?? given
  if (plan?.calling === '1' && dialled.startsWith('011')) return international(`+${dialled.slice(3)}`) ?? given
  return (plan && national(dialled, plan)) ?? given
}

function international(number: string): string | undefined {
  return INTERNATIONAL.test(number) ? number : undefined
}

function national(digits: string, plan: NumberPlan): string | undefined {
  if (digits.startsWith(plan.trunk)) {
    const rest = digits.slice(plan.trunk.length)
    if (fits(rest, plan)) return `+${plan.calling}${rest}`
  }
  // "45 20 11 22 33": the calling code without its plus. Told apart only where all numbers are of one length.
  const rest = digits.slice(plan.calling.length)
  const oneLength = plan.digits[0] === plan.digits[1] && plan.trunk === ''
  return oneLength && digits.startsWith(plan.calling) && fits(rest, plan) ? `+${digits}` : undefined
}

function fits(digits: string, plan: NumberPlan): boolean {
  return digits.length >= plan.digits[0] && digits.length <= plan.digits[1]
}
