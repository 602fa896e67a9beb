import { readFileSync } from 'node:fs'

/** Version of the installed package; package.json lies two folders up, in a checkout as in dist. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
