import { datePattern, timePattern } from './draft-dates.ts'
import type { DraftColumn } from './draft-fields.ts'
import type { DraftFile } from './draft-file.ts'
import type { DraftName } from './draft-name.ts'
import { asOfHeader } from './draft-records.ts'
import { fieldsOfName } from './draft-words.ts'
import { shown, type YamlLines, yamlText } from './draft-yaml.ts'

/** A column with one date in every row: a row that was changed last year would not say when the file was made. */
export interface DraftMoment {
  column: DraftColumn
  cell: string
  pattern: string
  /** The column of its time, when it stands in one of its own. */
  time: { column: DraftColumn; cell: string } | null
}

/** The column that could say when the numbers were counted; null without. */
export function momentColumn(draft: DraftFile): DraftMoment | null {
  const same = draft.columns
    .filter(({ field, location, facts }) => (field === null || field === 'date') && location === null && isOne(facts))
    .map((column) => ({ column, cell: [...column.facts.values][0]! }))
  const dated = same.filter(({ column, cell }) => datePattern(cell) !== null && isDate(column))
  const best = dated.find(({ cell }) => datePattern(cell)!.includes('HH')) ?? dated[0]
  if (!best) return null
  const pattern = datePattern(best.cell)!
  const time = pattern.includes('HH')
    ? undefined
    : same.find(({ column, cell }) => column !== best.column && timePattern(cell) !== null && isDate(column))
  return { ...best, pattern, time: time ?? null }
}

function isOne({ values, filled, blank }: DraftColumn['facts']): boolean {
  return values.size === 1 && filled > 0 && blank === null
}

/** By its name; bare digits are no date without one. */
function isDate({ name, facts }: DraftColumn): boolean {
  if (name === null) return facts.dates > 0
  return fieldsOfName(name).some(({ field }) => field === 'date') || facts.dates > 0
}

/** Writes `asOf:`, or asks for it: a wrong one releases orders the numbers have not seen. */
export function writeAsOf(yaml: YamlLines, draft: DraftFile, name: DraftName): void {
  if (asOfHeader(draft)) yaml.add(2, 'asOf', '{ from: header }', 'the first record says when the file was made')
  else if (name.hasDay && name.hasTime) yaml.add(2, 'asOf', '{ from: fileName }', 'the name says day and time')
  else {
    const { question, answer } = asOfQuestion(momentColumn(draft), name)
    yaml.ask(2, 'asOf', question, `${answer}; until answered it is the time stamp of the file`)
  }
}

interface AsOfQuestion {
  question: string
  answer: string
}

function asOfQuestion(moment: DraftMoment | null, name: DraftName): AsOfQuestion {
  if (moment) return momentQuestion(moment)
  if (name.hasDay)
    return {
      question:
        'The name of the file says the day. At what time of that day were the numbers counted, or is the time stamp of the file that moment?',
      answer: '{ from: fileName } is the beginning of that day',
    }
  return {
    question: 'Is the time stamp of the file the moment when its numbers were counted?',
    answer: '{ from: fileTime }, or { from: arrival } when it says nothing',
  }
}

function momentQuestion({ column, cell, pattern, time }: DraftMoment): AsOfQuestion {
  const name = nameOf(column)
  if (time)
    return {
      question: `Is ${name} with ${nameOf(time.column)} (${shown(cell)}, ${shown(time.cell)} in every row) the moment when the numbers were counted?`,
      answer: `a time in a column of its own is not read: { from: column } with \`asOf\` in columns is the beginning of that day`,
    }
  const what = pattern.includes('HH') ? 'moment' : 'day'
  const begins = what === 'day' ? ', is the beginning of that day' : ''
  return {
    question: `Is ${name} (${shown(cell)} in every row) the ${what} when the numbers were counted?`,
    answer: `{ from: column }, and take the # away from \`asOf\` in columns${begins}`,
  }
}

function nameOf({ name, position }: DraftColumn): string {
  return name === null ? `column ${position}` : shown(name)
}

/** The column of that moment among the others, for the one who says yes. */
export function offerAsOfColumn(yaml: YamlLines, draft: DraftFile): void {
  const moment = momentColumn(draft)
  if (!moment || asOfHeader(draft)) return
  const { column, pattern } = moment
  yaml.offer(4, () => {
    yaml.add(4, 'asOf', null)
    if (column.name === null) yaml.add(6, 'position', String(column.position))
    else yaml.add(6, 'header', yamlText(column.name))
    yaml.add(6, 'pattern', yamlText(pattern))
  })
}
