import type { CodeAlias, CodeOrigin, IssuedCode } from '../model/matrix.ts'

/** A variant as findings name it. */
export interface Subject {
  variantId: number
  key: string
  label: string
}

/** A variant that wants a code. */
export interface Claim extends Subject {
  code: string
  origin: CodeOrigin
  reason: string
  /** What the code was made of: before characters were replaced, and before it was shortened. */
  raw: string
  full: string
}

/** A code nobody gets of those who want it, and why. */
export interface Refusal {
  code: string
  claims: Claim[]
  why: 'two' | 'respelled' | 'shortened' | 'issued' | 'retired' | 'alias'
  /** The variant that has or had the code, where there is one, and whether it is among those that want it. */
  owner: { label: string; wants: boolean } | null
}

const isOf =
  (variantId: number) =>
  (claim: Claim): boolean =>
    claim.variantId === variantId

/** Who has which code and who wants one; a code goes to exactly one variant or to none. */
export function claimBook(issued: readonly IssuedCode[], aliases: readonly CodeAlias[]) {
  const current = new Map<number, IssuedCode>()
  const owners = new Map<string, { variantId: number; state: 'issued' | 'retired' | 'alias' }>()
  for (const alias of aliases) owners.set(alias.code, { variantId: alias.variantId, state: 'alias' })
  for (const code of issued) {
    if (code.retiredAt === null) current.set(code.variantId, code)
    if (code.retiredAt === null || owners.get(code.code)?.state !== 'issued')
      owners.set(code.code, { variantId: code.variantId, state: code.retiredAt === null ? 'issued' : 'retired' })
  }
  const names = new Map<number, string>()
  const wanted = new Map<string, Claim | Claim[]>()

  /** Whether somebody else has the code, or it was retired. */
  function takenFrom(variantId: number, code: string): boolean {
    const owner = owners.get(code)
    return owner !== undefined && (owner.state === 'retired' || owner.variantId !== variantId)
  }

  function labelOf(variantId: number, claims: readonly Claim[]): string {
    return names.get(variantId) ?? claims.find(isOf(variantId))?.label ?? 'another variant'
  }

  function settleOne(code: string, claims: Claim[], granted: Claim[], refused: Refusal[]): void {
    const owner = owners.get(code)
    if (owner && claims.some((claim) => takenFrom(claim.variantId, code)))
      refused.push({
        code,
        claims,
        why: owner.state,
        owner: { label: labelOf(owner.variantId, claims), wants: claims.some(isOf(owner.variantId)) },
      })
    else if (claims.length === 1) granted.push(claims[0]!)
    else refused.push({ code, claims, why: reasonFor(claims), owner: null })
  }

  return {
    /** The code a variant has now. */
    issuedTo: (variantId: number) => current.get(variantId),
    /** How findings call a variant that has a code. */
    name: (variantId: number, name: string) => names.set(variantId, name),
    takenFrom,
    isKnown: (code: string) => owners.has(code) || wanted.has(code),
    isWanted: (code: string) => wanted.has(code),
    claim(claim: Claim): void {
      const others = wanted.get(claim.code)
      if (others === undefined) wanted.set(claim.code, claim)
      else if (Array.isArray(others)) others.push(claim)
      else wanted.set(claim.code, [others, claim])
    },
    /** Takes back the claims of one origin. */
    withdraw(origin: CodeOrigin): Claim[] {
      const taken: Claim[] = []
      for (const [code, claims] of wanted) {
        const all = Array.isArray(claims) ? claims : [claims]
        const others = all.filter((claim) => claim.origin !== origin)
        if (others.length === all.length) continue
        taken.push(...all.filter((claim) => claim.origin === origin))
        if (others.length === 0) wanted.delete(code)
        else wanted.set(code, others)
      }
      return taken.sort(byVariant)
    },
    /** Every claim is granted or part of a refusal. In the order of the variants, and of the codes. */
    settle(): { granted: Claim[]; refused: Refusal[] } {
      const granted: Claim[] = []
      const refused: Refusal[] = []
      for (const [code, claims] of wanted) {
        if (!Array.isArray(claims) && !owners.has(code)) granted.push(claims)
        else settleOne(code, Array.isArray(claims) ? claims.sort(byVariant) : [claims], granted, refused)
      }
      return { granted: granted.sort(byVariant), refused: refused.sort((a, b) => (a.code < b.code ? -1 : 1)) }
    },
  }
}

export type ClaimBook = ReturnType<typeof claimBook>

/** Where the codes became one: they always were, when they were spelled, or when they were shortened. */
function reasonFor(claims: readonly Claim[]): Refusal['why'] {
  const same = (of: (claim: Claim) => string) => claims.every((claim) => of(claim) === of(claims[0]!))
  if (same((claim) => claim.raw)) return 'two'
  return same((claim) => claim.full) ? 'respelled' : 'shortened'
}

function byVariant(a: Subject, b: Subject): number {
  return a.variantId - b.variantId
}
