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
    const stopped = new Promise<never>((_, reject) => prompt.once('SIGINT', () => reject(new Interrupted()))) // Ctrl-C
    const answer = await Promise.race([prompt.question(`${question} [y/N] `), closed, stopped])
    return /^(y|yes)$/i.test(answer.trim())
  } finally {
    prompt.close()
  }
}
