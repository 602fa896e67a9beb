import { existsSync } from 'node:fs'
import path from 'node:path'
import { type CodeScheme, parseScheme, placeName, SCHEME_WORDS, type SchemePlace } from '../model/code-scheme.ts'
import type { CodesConfig, PartnerConfig } from './partner.ts'
import { nearest } from './suggest.ts'
import { ask, checkPattern, conflict, type Trouble, unknownName } from './trouble.ts'

const SCHEME = ['codes', 'scheme']

/** Checks the codes section of a partner: the scheme, and what goes with it. */
export function checkCodes({ codes }: PartnerConfig): Trouble[] {
  const troubles = checkPattern(codes.allowed, ['codes', 'allowed'], 'u')
  if ('' in codes.replace) troubles.push(conflict(['codes', 'replace', ''], 'nothing cannot be replaced by something'))
  if (codes.scheme === undefined) return [...troubles, ...checkWithoutScheme(codes)]
  const { scheme, problems } = parseScheme(codes.scheme)
  const places = scheme.parts.filter((part) => part.kind === 'place')
  for (const { message, suggestion } of problems) troubles.push(badScheme(codes.scheme, message, suggestion))
  for (const place of places) troubles.push(...checkPlace(codes.scheme, place))
  if (problems.length > 0) return troubles
  if (places.some((place) => place.code) && codes.values === undefined)
    troubles.push(ask('partner', 'codes.values', ['codes', 'values'], 'The scheme looks codes up in it.'))
  return [...troubles, ...checkShorten(codes, places), ...checkLength(codes, scheme)]
}

/** Checks what only the workspace can tell: files and other partners. */
export function checkCodesAround(root: string, { codes }: PartnerConfig, partners: readonly string[]): Trouble[] {
  const troubles: Trouble[] = []
  if (codes.values !== undefined && !existsSync(path.resolve(root, codes.values)))
    troubles.push({
      path: ['codes', 'values'],
      at: 'value',
      code: 'TB0108',
      message: `there is no file "${codes.values}"`,
      suggestion: 'make it with the header option;value;code',
      found: codes.values,
    })
  codes.uniqueAcross.forEach((name, i) => {
    if (!partners.includes(name)) troubles.push(unknownName('partner', name, ['codes', 'uniqueAcross', i], partners))
  })
  return troubles
}

/** Any option name of the shop may stand in braces, so only what is nearly a word of ours is a mistake. */
const NEAR_WORDS: readonly string[] = SCHEME_WORDS.filter((word) => word.length > 3)

function checkPlace(scheme: string, { source, name, text }: SchemePlace): Trouble[] {
  if (source !== 'option' || name === '') return []
  const near = nearest(name, [...NEAR_WORDS, 'colour', 'size'])
  if (near === undefined || near === 'colour' || near === 'size') return []
  return [badScheme(scheme, `unknown place ${text} in "scheme"`, `did you mean {${near}}?`)]
}

function badScheme(found: string, message: string, suggestion?: string): Trouble {
  const expected = '{item}-{colour.code}-{size}'
  return { path: SCHEME, at: 'value', code: 'TB0103', message, suggestion, found, expected }
}

function checkWithoutScheme({ shorten, values }: CodesConfig): Trouble[] {
  const idle = [...(shorten === 'no' ? [] : ['shorten']), ...(values === undefined ? [] : ['values'])]
  return idle.map((key) =>
    conflict(['codes', key], `"${key}" is used only with a scheme`, 'add `scheme:`, or remove it', [SCHEME]),
  )
}

function checkShorten({ shorten }: CodesConfig, places: readonly SchemePlace[]): Trouble[] {
  const at = ['codes', 'shorten']
  if (shorten.startsWith('hash:') && places.some(({ source }) => source === 'seq'))
    return [
      conflict(at, 'a hash would take the place of the running number', 'write `shorten: no` or `cut:item`', [SCHEME]),
    ]
  if (shorten !== 'no' && places.some(({ source }) => source === 'check'))
    return [conflict(at, 'a code with a check digit cannot be shortened', 'write `shorten: no`', [SCHEME])]
  if (!shorten.startsWith('cut:')) return []
  const name = shorten.slice('cut:'.length).trim().toLowerCase()
  const names = places.filter(({ source }) => source !== 'seq' && source !== 'check').map(placeName)
  return names.includes(name) ? [] : [unknownName('place in the scheme', name, at, names)]
}

/** What a code needs at the least: its literals, its number, its hash. */
function checkLength({ shorten, maxLength }: CodesConfig, scheme: CodeScheme): Trouble[] {
  const hash = shorten.startsWith('hash:') ? Number(shorten.slice('hash:'.length)) : 0
  let least = 0
  for (const part of scheme.parts) {
    if (part.group > 0) continue
    if (part.kind === 'literal') least += part.text.length
    else least += part.source === 'seq' || part.fill ? (part.width ?? 1) : 1
  }
  const needed = hash > 0 ? hash + 1 : least
  if (needed <= maxLength) return []
  const message = `every code of the scheme has at least ${needed} characters, and the partner takes ${maxLength}`
  return [conflict(['codes', 'maxLength'], message, 'use a shorter scheme, or a larger `maxLength`', [SCHEME])]
}
