/* Cells and exact numbers of the independent reader; nothing here comes from src/ either. */

/** Cells between delimiters; a quote at the start of a cell opens a quoted one, in which quotes are doubled. */
export function splitCsv(source: string, delimiter: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < source.length) {
    let cell = ''
    if (source[at] === '"') {
      for (at += 1; source[at] !== '"' || source[at + 1] === '"'; at += 1) {
        if (at >= source.length) throw new Error('a quote is never closed')
        cell += source[at]
        if (source[at] === '"') at += 1
      }
      at += 1
    } else {
      while (at < source.length && source[at] !== delimiter && source[at] !== '\r' && source[at] !== '\n') {
        cell += source[at++]
      }
    }
    row.push(cell)
    if (source[at] === delimiter) {
      at += 1
      if (at < source.length && source[at] !== '\r' && source[at] !== '\n') continue
      row.push('')
    }
    if (at < source.length && source[at] !== '\r' && source[at] !== '\n') throw new Error('text behind a closing quote')
    at += source[at] === '\r' && source[at + 1] === '\n' ? 2 : 1
    rows.push(row)
    row = []
  }
  return rows
}

export function comma(value: string, digits: number): bigint {
  if (value.includes('.')) throw new Error(`a point in "${value}"`)
  return point(value.replace(',', '.'), digits)
}

/** "12.5" with two digits is 1250n. More decimals must be zeros. */
export function point(value: string, digits: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value)
  if (!match) throw new Error(`not a number: "${value}"`)
  const fraction = match[3] ?? ''
  if (/[1-9]/.test(fraction.slice(digits))) throw new Error(`too many decimals: "${value}"`)
  const scaled = BigInt(match[2]! + fraction.slice(0, digits).padEnd(digits, '0'))
  return match[1] === '-' ? -scaled : scaled
}

export function print(value: bigint, digits: number): string {
  const text = String(value < 0n ? -value : value).padStart(digits + 1, '0')
  const sign = value < 0n ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** "25,00", "25.0000" and "25" are one rate. */
export function plainRate(value: string): string {
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value
}

/** Parts in proportion to weights that add up exactly: largest remainder, the earlier part first. */
export function spread(amount: bigint, weights: bigint[]): bigint[] {
  const whole = weights.reduce((a, b) => a + b, 0n)
  if (amount === 0n || whole === 0n) return weights.map((_, index) => (index === 0 ? amount : 0n))
  const parts = weights.map((weight) => (amount * weight) / whole)
  let left = amount - parts.reduce((a, b) => a + b, 0n)
  const unit = left < 0n ? -1n : 1n
  const rest = (index: number): bigint => ((amount * weights[index]!) % whole) * unit
  const order = weights
    .map((_, index) => index)
    .sort((a, b) => (rest(b) > rest(a) ? 1 : rest(b) < rest(a) ? -1 : a - b))
  for (const index of order) {
    if (left === 0n) break
    parts[index]! += unit
    left -= unit
  }
  return parts
}

export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`missing: ${what}`)
  return value
}
