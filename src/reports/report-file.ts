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

/** Small writes are gathered in one buffer that is used again: memory stays the same however long the report is. */
const BUFFER_BYTES = 262_144
/** A UTF-16 unit never takes more in UTF-8. */
const UTF8_BYTES_MAX = 3

export async function createReportFile(dir: string, name: string): Promise<ReportFile> {
  const path = join(dir, name)
  const part = `${path}.part`
  const file = await open(part, 'w')
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES)
  let used = 0
  let bytes = 0
  const put = async (chunk: Buffer) => {
    hash.update(chunk)
    bytes += chunk.length
    await file.writeFile(chunk)
  }
  const flush = async () => {
    const chunk = buffer.subarray(0, used)
    used = 0
    await put(chunk)
  }
  return {
    async write(text) {
      const most = typeof text === 'string' ? text.length * UTF8_BYTES_MAX : text.length
      if (used + most > BUFFER_BYTES) await flush()
      if (most > BUFFER_BYTES) await put(Buffer.from(text as string))
      else used += typeof text === 'string' ? buffer.write(text, used) : text.copy(buffer, used)
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
