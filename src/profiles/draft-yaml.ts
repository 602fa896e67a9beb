/** Text as YAML: plain where that is safe, in double quotes otherwise. A plain ${ stays one. */
export function yamlText(text: string): string {
  const plain = /^[A-Za-zÆØÅÄÖÜæøåäöüß][\w ÆØÅÄÖÜæøåäöüß./-]*$/.test(text) && !/\s$|^\s|\s#/.test(text)
  if (plain && !/^(?:yes|no|true|false|null|on|off|y|n|nan|inf)$/i.test(text)) return text
  return JSON.stringify(text.replaceAll('${', () => '$${')).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, unicodeEscape)
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** One text, or a list in brackets. */
export function yamlList(texts: readonly string[]): string {
  return texts.length === 1 ? yamlText(texts[0]!) : `[${texts.map(yamlText).join(', ')}]`
}

/** A cell as it is shown in a comment: in quotes, on one line, not too long. */
export function shown(cell: string): string {
  const text = cell.length <= 60 ? cell : `${cell.slice(0, 60)}…`
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, unicodeEscape)
}

/** Lines of YAML with comments behind them. */
export class YamlLines {
  readonly #lines: string[] = []
  readonly #questions: string[] = []
  #offeredAt: number | null = null

  /** `key: value   # comment`; without a value the key opens a block. */
  add(indent: number, key: string, value: string | null, comment?: string | null): void {
    const line = `${' '.repeat(indent)}${key}:${value === null ? '' : ` ${value}`}`
    this.#push(comment ? `${line.padEnd(Math.min(40, Math.max(line.length, 30)))}  # ${comment}` : line)
  }

  /** An entry of a list. */
  item(indent: number, value: string, comment?: string): void {
    const line = `${' '.repeat(indent)}- ${value}`
    this.#push(comment ? `${line}  # ${comment}` : line)
  }

  /** A comment on a line of its own. */
  say(indent: number, text: string): void {
    this.#push(text === '' ? '' : `${' '.repeat(indent)}# ${text}`)
  }

  /** An answer nobody may guess: the key stays out, so that `check` asks for it or the careful default holds. */
  ask(indent: number, key: string, question: string, answers: string): void {
    this.#push(`${' '.repeat(indent)}# ${key}: ?  ${question}  (${answers})`)
    this.question(question)
  }

  /** Lines that hold when somebody takes the `# ` at this indent away; until then they are comments. */
  offer(indent: number, write: () => void): void {
    this.#offeredAt = indent
    write()
    this.#offeredAt = null
  }

  #push(line: string): void {
    const at = this.#offeredAt
    this.#lines.push(at === null || line === '' ? line : `${line.slice(0, at)}# ${line.slice(at)}`)
  }

  /** A question that has no key of its own. */
  question(question: string): void {
    if (!this.#questions.includes(question)) this.#questions.push(question)
  }

  get questions(): string[] {
    return this.#questions.map((question, i) => `${i + 1}. ${question}`)
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }
}

/** "1 row", "2 rows". */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
