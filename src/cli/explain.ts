import { FINDING_CODES } from '../model/finding-codes.ts'
import type { OwnerRole, Severity } from '../model/findings.ts'
import { ownerWord, severityWord } from '../reports/finding-groups.ts'
import { nearestWords } from './nearest-words.ts'
import type { Terminal } from './terminal.ts'

/** A code with everything known about it. */
export interface CodeExplanation {
  code: string
  slug: string
  severity: Severity
  owner: OwnerRole
  explanation: string
  fix: string
}

/**
 * `tillbridge explain CODE`: what a code means, whose job it is, how to mend it. CODE is TBnnnn or its name; without
 * one all codes are listed. Returns the exit code: 2 for a code that does not exist.
 */
export function explain(asked: string | undefined, terminal: Terminal, command = 'tillbridge'): number {
  if (asked === undefined) return listAll(terminal, command)
  const found = findCode(asked)
  if (!found) return unknown(asked, terminal, command)
  if (terminal.json) terminal.printJson(found)
  else terminal.say(explanationText(found))
  return 0
}

/** Every code, in the order of its number. */
export function allCodes(): CodeExplanation[] {
  return Object.entries(FINDING_CODES)
    .map(([code, entry]) => ({ code, ...entry }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** By number or name; case, and blanks or underscores for dashes, do not matter. "2101" is TB2101. */
export function findCode(asked: string): CodeExplanation | undefined {
  const wanted = asked
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
  const code = /^\d{4}$/.test(wanted) ? `tb${wanted}` : wanted
  return allCodes().find((one) => one.code.toLowerCase() === code || one.slug === code)
}

function explanationText(one: CodeExplanation): string {
  return [
    `${one.code}  ${one.slug.replaceAll('-', ' ')}`,
    `  Severity  ${severityWord(one.severity)}: ${SEVERITY_SENTENCES[one.severity]}`,
    `  For       ${ownerWord(one.owner)}`,
    `  Why       ${one.explanation}`,
    `  Fix       ${one.fix}`,
  ].join('\n')
}

const SEVERITY_SENTENCES: Record<Severity, string> = {
  error: 'the row, order or file is not taken until it is mended.',
  warning: 'the work goes on, but somebody should look.',
  info: 'nothing needs to be done; it is told so that nobody wonders.',
}

function listAll(terminal: Terminal, command: string): number {
  const codes = allCodes()
  if (terminal.json) {
    terminal.printJson({ codes })
    return 0
  }
  const rows = codes.map((one) => [one.code, severityWord(one.severity).toLowerCase(), one.slug, one.explanation])
  terminal.table([{ title: 'code' }, { title: 'severity' }, { title: 'name' }, { title: 'what' }], rows)
  terminal.remark(`Next:  ${command} explain CODE      (what to do about it)`)
  return 0
}

function unknown(asked: string, terminal: Terminal, command: string): number {
  const suggestions = nearestCodes(asked)
  const hint = suggestions.length > 0 ? ` Did you mean ${suggestions.join(' or ')}?` : ''
  const message = `There is no code "${asked}".${hint} ${command} explain lists all of them.`
  terminal.error(message)
  if (terminal.json) terminal.printJson({ error: message, exitCode: 2, suggestions })
  return 2
}

function nearestCodes(asked: string): string[] {
  const codes = allCodes()
  const numeric = /^(tb)?\d+$/i.test(asked.trim())
  return nearestWords(
    numeric ? `TB${asked.replace(/\D/g, '')}` : asked,
    codes.map((one) => (numeric ? one.code : one.slug)),
  )
}
