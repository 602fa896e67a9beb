import { createReadStream } from 'node:fs'
import { createByteDecoder } from './decode-bytes.ts'

/** Whether a file is UTF-8 throughout and holds letters that no single-byte page writes so; read to its end for that. */
export async function isUtf8File(path: string): Promise<boolean> {
  const decoder = createByteDecoder('utf-8')
  let beyondAscii = false
  for await (const chunk of createReadStream(path)) {
    const { text, bad } = decoder.decode(chunk as Buffer)
    if (bad !== null) return false
    beyondAscii ||= /[^\0-\x7F]/.test(text)
  }
  return beyondAscii && decoder.end().bad === null
}
