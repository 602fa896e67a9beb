import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Path of a file that ships with the package: two folders above this one, in a checkout as in dist. */
export function packageFile(path: string): string {
  const found = fileURLToPath(new URL(`../../${path}`, import.meta.url))
  if (!existsSync(found)) throw new Error(`this installation is incomplete (no ${path}); install it again`)
  return found
}
