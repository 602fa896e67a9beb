/** A wall clock's reading, as a file or a person writes it; it needs a zone to become a moment. Months count from 1. */
export interface ZonedParts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

const DAY_MS = 86_400_000
/** Offsets change at quarter hours only, so one answer holds for a whole one. */
const QUARTER_MS = 900_000
const OFFSETS_MAX = 50_000

/**
 * The moment a wall clock in `zone` shows these parts, as UTC ISO ("2026-11-20T05:00:00.000Z"). In the repeated autumn
 * hour the earlier reading holds (R06). Null when no such moment exists: 30 February, 24:00, the hour skipped in spring.
 */
export function zonedToUtc(parts: ZonedParts, zone: string): string | null {
  const wall = wallMs(parts)
  if (wall === null) return null
  const before = offsetMs(wall - DAY_MS, zone)
  const after = offsetMs(wall + DAY_MS, zone)
  // The larger offset (summer time) gives the earlier moment; it is tried first.
  for (const offset of before >= after ? [before, after] : [after, before]) {
    const moment = wall - offset
    if (offsetMs(moment, zone) === offset) return new Date(moment).toISOString()
  }
  return null
}

/** What a wall clock in `zone` shows at a moment given as ISO text with an offset or Z. Throws RangeError on no date. */
export function utcToZoned(iso: string, zone: string): ZonedParts {
  const moment = Date.parse(iso)
  if (Number.isNaN(moment)) throw new RangeError(`not a moment: ${iso}`)
  const wall = new Date(moment + offsetMs(moment, zone))
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
  }
}

/** The parts read as if they were UTC; null when the calendar has no such day or the clock no such time. */
function wallMs(parts: ZonedParts): number | null {
  const date = new Date(0)
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day)
  date.setUTCHours(parts.hour, parts.minute, parts.second, 0)
  const same =
    date.getUTCFullYear() === parts.year &&
    date.getUTCMonth() === parts.month - 1 &&
    date.getUTCDate() === parts.day &&
    date.getUTCHours() === parts.hour &&
    date.getUTCMinutes() === parts.minute &&
    date.getUTCSeconds() === parts.second
  return same ? date.getTime() : null
}

const clocks = new Map<string, { format: Intl.DateTimeFormat; offsets: Map<number, number> }>()

/** How far a zone's clock is ahead of UTC at a moment. */
function offsetMs(moment: number, zone: string): number {
  const clock = clockOf(zone)
  const quarter = Math.floor(moment / QUARTER_MS)
  const known = clock.offsets.get(quarter)
  if (known !== undefined) return known
  const offset = measureOffset(quarter * QUARTER_MS, clock.format)
  if (clock.offsets.size >= OFFSETS_MAX) clock.offsets.clear()
  clock.offsets.set(quarter, offset)
  return offset
}

function clockOf(zone: string) {
  let clock = clocks.get(zone)
  if (!clock) {
    const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    clock = { format, offsets: new Map() }
    clocks.set(zone, clock)
  }
  return clock
}

function measureOffset(moment: number, format: Intl.DateTimeFormat): number {
  const shown: Record<string, number> = {}
  for (const part of format.formatToParts(moment)) shown[part.type] = Number(part.value)
  const wall = Date.UTC(shown.year!, shown.month! - 1, shown.day!, shown.hour!, shown.minute!, shown.second!)
  return wall - moment
}
