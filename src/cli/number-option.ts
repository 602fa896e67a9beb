import { UsageError } from '../model/errors.ts'

export function numberOption(flag: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`${flag} ${text}: write a whole number from 1.`)
  return Number(text)
}
