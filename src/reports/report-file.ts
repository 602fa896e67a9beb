import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunFile } from '../model/run-report.ts'

/** A report being written. It has its name only when it is whole; until then it is NAME.part. */
export interface ReportFile {
  write(bytes: Buffer | string): Promise<void>
  /** Flushes to the disk and gives the file its name. `rows` is what the report holds besides a header. */
  finish(rows: number | null): Promise<RunFile>
  /** Closes and removes the unfinished file; for the way out after an error. */
  abandon(): Promise<void>
}

/** Small writes are gathered: a write per row would cost more than making the row. */
const BUFFER_BYTES = 262_144

export async function createReportFile(dir: string, name: string): Promise<ReportFile> {
  const path = join(dir, name)
  const part = `${path}.part`
  const file = await open(part, 'w')
  const hash = createHash('sha256')
  let pending: Buffer[] = []
  let pendingBytes = 0
  let bytes = 0
  const flush = async () => {
    const chunk = Buffer.concat(pending)
    pending = []
    pendingBytes = 0
    hash.update(chunk)
    bytes += chunk.length
    await file.writeFile(chunk)
  }
  return {
    async write(text) {
      const chunk = typeof text === 'string' ? Buffer.from(text, 'utf8') : text
      pending.push(chunk)
      pendingBytes += chunk.length
      if (pendingBytes >= BUFFER_BYTES) await flush()
    },
    async finish(rows) {
      try {
        await flush()
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(part, path)
      return { direction: 'out', name, id: null, path, state: 'report', bytes, sha256: hash.digest('hex'), rows }
    },
    async abandon() {
      await file.close()
      await rm(part, { force: true })
    },
  }
}
