import type { OutputStream } from '../../src/cli/terminal.ts'

/** A stream that keeps what was written; with `isTTY` it is taken for a screen. */
export interface MemoryStream extends OutputStream {
  text: string
  writes: string[]
}

export function memoryStream(isTTY = false, columns = 80): MemoryStream {
  return {
    text: '',
    writes: [],
    isTTY,
    columns,
    write(text: string) {
      this.text += text
      this.writes.push(text)
      return true
    },
  }
}
