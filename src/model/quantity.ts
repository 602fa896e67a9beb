/** A quantity in whole thousandths of a unit: 1.5 kg is 1500, four pieces are 4000. */
export type Thousandths = number

/** Prints a quantity as the shortest exact decimal, always with a point: 4000 is "4", 1500 is "1.5". */
export function formatQuantity(quantity: Thousandths): string {
  return formatScaled(quantity, 3)
}

/** Prints an integer scaled by 10^digits as the shortest exact decimal with a point. */
export function formatScaled(value: number, digits: number): string {
  const text = fixedScaled(value, digits)
  return digits === 0 ? text : text.replace(/\.?0+$/, '')
}

/** Prints an integer scaled by 10^digits with exactly that many decimals. */
export function fixedScaled(value: number, digits: number): string {
  const sign = value < 0 ? '-' : ''
  const text = String(Math.abs(value)).padStart(digits + 1, '0')
  if (digits === 0) return sign + text
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

const PLAIN_DECIMAL = /^([+-]?)(\d{1,15})?(?:\.(\d+))?$/

/**
 * Reads a plain decimal with a point ("12", "-1.50", ".5") into an integer scaled by 10^digits.
 * Further decimals must be zeros. Returns undefined for anything else: no float is ever involved.
 */
export function parseScaled(text: string, digits: number): number | undefined {
  const match = PLAIN_DECIMAL.exec(text)
  if (!match || (match[2] === undefined && match[3] === undefined)) return undefined
  const fraction = match[3] ?? ''
  if (/[^0]/.test(fraction.slice(digits))) return undefined
  const value = Number((match[2] ?? '0') + fraction.slice(0, digits).padEnd(digits, '0'))
  if (!Number.isSafeInteger(value)) return undefined
  return match[1] === '-' && value !== 0 ? -value : value
}
