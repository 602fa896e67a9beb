import { type FileHandle, open } from 'node:fs/promises'
import { findBom } from '../csv/not-text.ts'

/** One record as it stands in the file. `end` is its line end as bytes; empty when the file ended without one. */
export interface RawRecord {
  bytes: Buffer
  end: Buffer
}

/** The bytes of records by line number, for copies that must be exact. Ask in the order of the file. */
export interface RawRecords {
  /** Byte order mark of the file; empty when there is none. */
  readonly bom: Buffer
  /** Everything from line `from` up to line `to` (null: end of file), without line ends and end marks behind it. */
  take(from: number, to: number | null): Promise<RawRecord>
  close(): Promise<void>
}

const CHUNK_BYTES = 65_536
const LF = 0x0a
const CR = 0x0d
const DOS_END = 0x1a
const NOTHING = Buffer.alloc(0)

/** Lines are counted as openCsv counts them: \r\n, \n and \r each end one. `encoding` is the one really used. */
export async function openRawRecords(path: string, encoding: string): Promise<RawRecords> {
  const file = await open(path, 'r')
  const lines = new LineReader(file, encoding)
  const bom = await lines.skipBom()
  return {
    bom,
    async take(from, to) {
      await lines.skipTo(from)
      return split(await lines.readUpTo(to), encoding, to === null)
    },
    close: () => file.close(),
  }
}

/** Walks through the bytes line by line; in UTF-16 a character is two bytes, and a line end is the code, not the byte. */
class LineReader {
  #file: FileHandle
  #unit: 1 | 2
  /** Offset of the low byte within a unit. */
  #low: 0 | 1
  /** Used again for every chunk; whoever keeps bytes copies them. */
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  #chunk: Buffer = NOTHING
  #at = 0
  #line = 1
  #ended = false

  constructor(file: FileHandle, encoding: string) {
    this.#file = file
    this.#unit = encoding.startsWith('utf-16') ? 2 : 1
    this.#low = encoding === 'utf-16be' ? 1 : 0
  }

  async skipBom(): Promise<Buffer> {
    await this.#fill()
    const length = findBom(this.#chunk)?.length ?? 0
    this.#at = length
    return Buffer.from(this.#chunk.subarray(0, length))
  }

  async skipTo(line: number): Promise<void> {
    if (line < this.#line) throw new RangeError(`line ${line} is behind line ${this.#line}; records are read in order`)
    while (this.#line < line && (await this.#nextLine(null)));
  }

  async readUpTo(line: number | null): Promise<Buffer> {
    const pieces: Buffer[] = []
    while ((line === null || this.#line < line) && (await this.#nextLine(pieces)));
    return Buffer.concat(pieces)
  }

  /** Passes over one line with its end, keeping its bytes when asked to. False at the end of the file. */
  async #nextLine(pieces: Buffer[] | null): Promise<boolean> {
    for (let any = false; ; any = true) {
      if (this.#at >= this.#chunk.length && !(await this.#fill())) return any
      const end = this.#findLineEnd()
      // A CR as the last unit of a chunk may be half of a CR LF.
      const split = end === this.#chunk.length - this.#unit && this.#code(end) === CR
      if (split && (await this.#extend())) continue
      const stop = end === -1 ? this.#chunk.length : this.#behind(end)
      pieces?.push(Buffer.from(this.#chunk.subarray(this.#at, stop)))
      this.#at = stop
      if (end === -1) continue
      this.#line += 1
      return true
    }
  }

  #findLineEnd(): number {
    const chunk = this.#chunk
    for (let at = this.#at; at < chunk.length; at += this.#unit) {
      const byte = chunk[at + this.#low]
      if ((byte === LF || byte === CR) && this.#code(at) === byte) return at
    }
    return -1
  }

  #behind(end: number): number {
    const next = end + this.#unit
    return this.#code(end) === CR && this.#code(next) === LF ? next + this.#unit : next
  }

  #code(at: number): number {
    const low = this.#chunk[at + this.#low] ?? -1
    return this.#unit === 1 || low === -1 ? low : low + (this.#chunk[at + 1 - this.#low] ?? 0) * 256
  }

  async #fill(): Promise<boolean> {
    if (this.#ended) return false
    const next = await this.#read(this.#buffer)
    this.#chunk = next
    this.#at = 0
    return next.length > 0
  }

  /** Adds the next bytes behind what is not used yet. */
  async #extend(): Promise<boolean> {
    if (this.#ended) return false
    const next = await this.#read(Buffer.allocUnsafe(CHUNK_BYTES))
    this.#chunk = Buffer.concat([this.#chunk.subarray(this.#at), next])
    this.#at = 0
    return next.length > 0
  }

  /** An even number of bytes, so that no unit is torn. */
  async #read(buffer: Buffer): Promise<Buffer> {
    let length = 0
    while (length < CHUNK_BYTES) {
      const { bytesRead } = await this.#file.read(buffer, length, CHUNK_BYTES - length)
      if (bytesRead === 0) {
        this.#ended = true
        break
      }
      length += bytesRead
    }
    return buffer.subarray(0, length)
  }
}

/** Parts a record from its line end; blank lines behind it, and a DOS end mark at the end of the file, belong to nobody. */
function split(raw: Buffer, encoding: string, last: boolean): RawRecord {
  const wide = encoding.startsWith('utf-16')
  const unit = wide ? 2 : 1
  const high = encoding === 'utf-16be' ? 0 : 1
  const codeAt = (at: number) => (wide ? raw[at + 1 - high]! + raw[at + high]! * 256 : raw[at]!)
  let end = raw.length - (raw.length % unit)
  while (end >= unit) {
    const code = codeAt(end - unit)
    if (code !== LF && code !== CR && !(last && code === DOS_END)) break
    end -= unit
  }
  let stop = end
  if (stop + unit <= raw.length && codeAt(stop) === CR) stop += unit
  if (stop + unit <= raw.length && codeAt(stop) === LF) stop += unit
  return { bytes: raw.subarray(0, end), end: raw.subarray(end, stop) }
}
