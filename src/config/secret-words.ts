const WORDS = 'password|passphrase|passwd|secret|token|key'
const SECRET_KEY = new RegExp(`^(?:.*[_-])?(?:${WORDS})$`, 'i')
const SECRET_KEY_CAMEL =
  /[a-z0-9](?:Password|Passphrase|Secret|Token|ApiKey|PrivateKey|AccessKey)$|^(?:api|private|access)Key$/

/** Whether a key of the configuration holds a secret, by its name: password, api_key, clientSecret. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key) || SECRET_KEY_CAMEL.test(key)
}

/** A place for an environment variable: ${NAME}. `$${` is written for a plain `${`. */
export const VARIABLE = /\$\$\{|\$\{([^}]*)\}/g

const LITERAL = new RegExp(
  `(^|[\\s{,])(["']?)([\\w-]*(?:${WORDS}))\\2(\\s*:[ \\t]+)("(?:[^"\\\\\\n]|\\\\.)*"?|'[^'\\n]*'?|\\$\\{[^}\\n]*\\}|[^\\s#"'][^\\n#,}]*)`,
  'gim',
)

/** The text with every literal secret struck out, character by character, so that columns stay where they are. */
export function maskSecretText(text: string): string {
  return text.replace(LITERAL, (whole, lead: string, quote: string, key: string, colon: string, value: string) => {
    if (!isSecretKey(key) || /^["']?\$\{[^}]*\}["']?\s*$/.test(value)) return whole
    return lead + quote + key + quote + colon + value.replace(/[^\s]/g, '*')
  })
}
