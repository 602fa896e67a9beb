import { randomBytes } from 'node:crypto'

/** Id of one file in the ledger and the name of its folder: when, and enough chance to be alone. */
export function newFileId(now: Date): string {
  return `${now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`
}
