import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cliReference } from '../src/cli/cli-reference.ts'
import { codesReference } from '../src/cli/docs-pages.ts'
import { configReference } from '../src/config/docs.ts'
import { fieldsReference } from '../src/profiles/fields-reference.ts'

/** Pages that are printed from the program; test/docs.test.ts fails when they are stale. */
export const PRINTED_PAGES: Record<string, () => string> = {
  'docs/cli.md': cliReference,
  'docs/codes.md': codesReference,
  'docs/config.md': configReference,
  'docs/fields.md': fieldsReference,
}

if (import.meta.main) {
  for (const [page, print] of Object.entries(PRINTED_PAGES)) {
    writeFileSync(join(import.meta.dirname, '..', page), print())
    process.stdout.write(`${page}\n`)
  }
}
