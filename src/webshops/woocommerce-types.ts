import type { ItemKind } from '../model/records.ts'

/** What a product's type means to us. `parent` has variations, `variation` has a parent, `single` has neither. */
export interface WooType {
  form: 'single' | 'parent' | 'variation'
  kind: ItemKind
  requiresShipping: boolean
}

interface TypeWord {
  form: WooType['form']
  /** Overrides what virtual and downloadable say. */
  kind?: ItemKind
}

/** WooCommerce's own types, and those of its common plug-ins. */
const TYPES: Record<string, TypeWord> = {
  simple: { form: 'single' },
  variable: { form: 'parent' },
  variation: { form: 'variation' },
  grouped: { form: 'single', kind: 'grouped' },
  external: { form: 'single', kind: 'external' },
  subscription: { form: 'single' },
  'variable-subscription': { form: 'parent' },
  subscription_variation: { form: 'variation' },
  booking: { form: 'single', kind: 'service' },
  appointment: { form: 'single', kind: 'service' },
  bundle: { form: 'single', kind: 'bundle' },
  composite: { form: 'single', kind: 'bundle' },
  'mix-and-match': { form: 'single', kind: 'bundle' },
  yith_bundle: { form: 'single', kind: 'bundle' },
  woosb: { form: 'single', kind: 'bundle' },
  'gift-card': { form: 'single', kind: 'gift-card' },
  gift_card: { form: 'single', kind: 'gift-card' },
  'pw-gift-card': { form: 'single', kind: 'gift-card' },
}

/** For messages. */
export const TYPE_WORDS = 'simple, variable, variation, grouped or external'

/**
 * A type with its two flags. Virtual is what decides shipping; a download that is not virtual is a thing with a file
 * beside it, and stays goods. Null for a type of a plug-in nobody told us about.
 */
export function wooType(word: string, virtual: boolean, downloadable: boolean, giftCard: boolean): WooType | null {
  const type = Object.hasOwn(TYPES, word) ? TYPES[word] : undefined
  if (!type) return null
  const flagged = giftCard ? 'gift-card' : !virtual ? 'goods' : downloadable ? 'download' : 'service'
  const kind = type.kind ?? flagged
  const ships = kind === 'goods' || kind === 'bundle' || kind === 'gift-card'
  return { form: type.form, kind, requiresShipping: ships && !virtual }
}

/** An unfinished import of the shop itself left this behind; it is no product. */
export function isPlaceholder(name: string): boolean {
  return name.startsWith('Import placeholder for ')
}

/** A sale price holds between its days, both included; without dates always, with dates only when today is known. */
export function saleHolds(starts: string, ends: string, today: string | null): boolean {
  const from = starts.slice(0, 10)
  const until = ends.slice(0, 10)
  if (from === '' && until === '') return true
  return today !== null && (from === '' || from <= today) && (until === '' || today <= until)
}
