import { type Finding, finding } from '../model/findings.ts'

/** What a partner takes as a code: its `codes` section. */
export interface CodeLimits {
  maxLength: number
  /** Regular expression the whole code must match. */
  allowed?: string | undefined
}

/** Why a partner does not take a code as it is spelled; for codes given by hand, and for those issued before the rules became stricter. */
export function codeFitter({ maxLength, allowed }: CodeLimits): (code: string) => Finding | undefined {
  const pattern = allowed === undefined ? null : new RegExp(`^(?:${allowed})$`, 'u')
  return (code) => {
    if ([...code].length > maxLength)
      return finding('TB3005', { found: code, expected: `at most ${maxLength} characters`, key: code })
    if (pattern && !pattern.test(code)) return finding('TB3006', { found: code, expected: allowed!, key: code })
    return undefined
  }
}
