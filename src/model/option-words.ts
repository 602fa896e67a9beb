/*
 * Shops name their option axes in their own language. Two of them mean something to tills: colour and size.
 */

const COLOUR = [
  ...['colour', 'color', 'colours', 'colors'],
  ...['farve', 'farver', 'farge', 'farger', 'färg', 'färger', 'farbe', 'farben', 'väri', 'värit'],
  ...['kleur', 'kleuren', 'couleur', 'couleurs', 'colore', 'colori', 'kolor'],
]
const SIZE = [
  ...['size', 'sizes', 'størrelse', 'størrelser', 'stoerrelse', 'str', 'str.', 'storlek', 'storlekar'],
  ...['größe', 'größen', 'grösse', 'grössen', 'groesse', 'koko', 'koot', 'maat', 'maten'],
  ...['taille', 'tailles', 'pointure', 'taglia', 'taglie', 'misura', 'talla', 'tallas', 'tamaño', 'rozmiar'],
]
const MEANING = new Map([...COLOUR.map((word) => [word, 'colour']), ...SIZE.map((word) => [word, 'size'])] as [
  string,
  string,
][])

const known = new Map<string, string>()

/**
 * The name by which options are compared: `colour` and `size` for the words of a dozen languages, else the shop's own
 * name without case, outer blanks and the prefixes webshops put before it (pa_, attribute_).
 */
export function optionKey(name: string): string {
  const seen = known.get(name)
  if (seen !== undefined) return seen
  const plain = name
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/^(?:attribute_)?(?:pa_)?/, '')
    .replace(/\s+/g, ' ')
  const key = MEANING.get(plain) ?? plain
  if (known.size < KNOWN_MAX) known.set(name, key)
  return key
}

/** A shop has a few dozen option names; a file full of nonsense must not fill the memory. */
const KNOWN_MAX = 10_000

/** Value of the option that means `name`; undefined when there is none, null where it stands for any value. */
export function optionValue(
  options: readonly { name: string; value: string | null }[],
  name: string,
): string | null | undefined {
  const key = optionKey(name)
  for (const option of options) if (optionKey(option.name) === key) return option.value
  return undefined
}
