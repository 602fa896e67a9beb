import { visible } from './printable.ts'

/** Markup that is already safe. Only `html` makes it. */
export interface Html {
  readonly markup: string
}

type Part = Html | string | number | null | undefined | false | readonly Part[]

/** Tagged template: everything put in is escaped, except what `html` itself made. Lists are joined, nothing is nothing. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const pieces = strings.map((text, i) => text + (i < parts.length ? render(parts[i]) : ''))
  return { markup: pieces.join('') }
}

/** Markup from our own source code (a style sheet), never from data. */
export function trusted(markup: string): Html {
  return { markup }
}

/** A sentence of ours with words of the YAML or commands between backticks, as code. */
export function prose(text: string): Html {
  return html`${text.split(/`([^`]+)`/).map((piece, i) => (i % 2 === 1 ? html`<code>${piece}</code>` : piece))}`
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (typeof part === 'string') return escapeHtml(visible(part))
  if (typeof part === 'number') return String(part)
  if (isList(part)) return part.map(render).join('')
  return part.markup
}

function isList(part: Html | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part)
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c)
}
