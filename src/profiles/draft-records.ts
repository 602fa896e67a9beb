import { datePattern, timePattern } from './draft-dates.ts'
import type { DraftFile } from './draft-file.ts'
import { shown, type YamlLines, yamlList, yamlText } from './draft-yaml.ts'

/** Places in a header record. Positions count from 1. */
export interface DraftHeader {
  date: number
  time: number | null
  /** Form of date and time written one after the other. */
  pattern: string
  location: number | null
  /** What stands there, in all opening records. */
  locationWords: string[]
}

/** Finds day, time and location in the header record; null when it says no day. */
export function asOfHeader(draft: DraftFile): DraftHeader | null {
  const row = draft.layout.records?.header?.row.map((cell) => cell.trim())
  if (!row) return null
  const date = row.findIndex((cell, i) => i > 0 && datePattern(cell) !== null)
  if (date === -1) return null
  const form = datePattern(row[date]!)!
  const time = form.includes('HH') ? -1 : row.findIndex((cell, i) => i > 0 && i !== date && timePattern(cell) !== null)
  const isFree = (i: number) => i > 0 && i !== date && i !== time
  const location = locationPlace(row, draft.headers, isFree)
  return {
    date: date + 1,
    time: time === -1 ? null : time + 1,
    pattern: form + (time === -1 ? '' : timePattern(row[time]!)!),
    location: location === -1 ? null : location + 1,
    locationWords:
      location === -1
        ? []
        : [...new Set(draft.headers.map((header) => header[location]?.trim() ?? ''))].filter(Boolean),
  }
}

/** The cell that says another word in another opening record, else the first word. */
function locationPlace(row: readonly string[], headers: readonly string[][], isFree: (i: number) => boolean): number {
  const differs = (i: number) => new Set(headers.map((header) => header[i]?.trim())).size > 1
  const word = row.findIndex((cell, i) => isFree(i) && /\p{L}/u.test(cell) && (headers.length < 2 || differs(i)))
  if (word !== -1) return word
  const code = row.findIndex((cell, i) => isFree(i) && cell !== '' && differs(i))
  return code === -1 ? row.findIndex((cell, i) => isFree(i) && /\p{L}/u.test(cell)) : code
}

/** Writes `records:` with what the opening and closing records were taken for. */
export function writeRecords(yaml: YamlLines, draft: DraftFile): void {
  const { line, header, trailer, others } = draft.layout.records!
  yaml.add(2, 'records', null, 'rows begin with a record type, and there are no column names')
  yaml.add(4, 'line', JSON.stringify(line))
  if (header) {
    const found = asOfHeader(draft)
    yaml.add(4, 'header', null, shown(header.row.join(draft.dialect.delimiter)))
    yaml.add(6, 'is', JSON.stringify(header.is))
    if (found) {
      yaml.add(6, 'date', String(found.date))
      if (found.time !== null) yaml.add(6, 'time', String(found.time))
      yaml.add(6, 'pattern', yamlText(found.pattern), 'day and time, one after the other')
      if (found.location !== null)
        yaml.add(6, 'location', String(found.location), found.locationWords.slice(0, 3).map(shown).join(' '))
    }
  }
  if (trailer) {
    yaml.add(4, 'trailer', null, 'the file is whole when this record is there')
    yaml.add(6, 'is', JSON.stringify(trailer))
    if (draft.trailer?.closes === 'file') yaml.add(6, 'closes', 'file', 'one at the end, and several opening records')
    if (draft.trailer?.rows) yaml.add(6, 'rows', String(draft.trailer.rows), 'the number of rows')
    if (draft.trailer?.quantity) yaml.add(6, 'quantity', String(draft.trailer.quantity), 'the sum of the quantities')
  }
  if (others.length > 0) {
    yaml.add(4, 'ignore', yamlList(others), 'a guess: nothing is known about these')
    yaml.question(`What do the records ${others.join(', ')} say?`)
  }
}
