import { createInterface } from 'node:readline/promises'
import { Interrupted, UsageError } from '../model/errors.ts'
import type { Session } from './session.ts'

/** Asks yes or no on the terminal. Where nobody can answer, the flag that answers is named instead. */
export async function confirm(session: Session, question: string, flag: string): Promise<boolean> {
  if (!session.interactive)
    throw new UsageError(`${question} Nobody is here to answer; add ${flag} to do it without asking.`)
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve(''))) // Ctrl-D
    const answer = await Promise.race([prompt.question(`${question} [y/N] `), closed])
    return /^(y|yes)$/i.test(answer.trim())
  } catch (cause) {
    throw (cause as Error).name === 'AbortError' ? new Interrupted() : cause // Ctrl-C
  } finally {
    prompt.close()
  }
}
