import { userInfo } from 'node:os'

/** Who sits here, for "by whom" in tables of codes; `unknown` where the system will not say. */
export function userName(): string {
  try {
    return userInfo().username || 'unknown'
  } catch {
    return 'unknown'
  }
}
