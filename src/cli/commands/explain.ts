import { explain } from '../explain.ts'
import type { Session } from '../session.ts'

export async function explainCode(session: Session, code: string | undefined): Promise<number> {
  return explain(code, session.terminal, session.command)
}
