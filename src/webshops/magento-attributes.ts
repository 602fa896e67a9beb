/**
 * Pairs of a Magento cell: `size=XS,color=Black`. A value may hold commas itself, quoted or not; what follows a comma
 * is a new pair only when it begins with an attribute code and "=".
 */
export function parsePairs(cell: string): Map<string, string> {
  const pairs = new Map<string, string>()
  for (const part of cell.split(/,(?=\s*"?[a-z][a-z0-9_]*=)/)) {
    const match = /^\s*"?([a-z][a-z0-9_]*)=([\s\S]*)$/.exec(part)
    if (match) pairs.set(match[1]!, unquote(match[2]!.trim()))
  }
  return pairs
}

/** A child of a configurable product, as its parent lists it. */
export interface MagentoChild {
  sku: string
  values: Map<string, string>
}

/** `sku=MH01-XS-Black,size=XS,color=Black|sku=...`; null when a part names no SKU. */
export function parseVariations(cell: string): MagentoChild[] | null {
  if (cell === '') return []
  const children: MagentoChild[] = []
  for (const part of cell.split(/\|(?=\s*sku=)/)) {
    const values = parsePairs(part)
    const sku = values.get('sku') ?? ''
    if (sku === '') return null
    values.delete('sku')
    children.push({ sku, values })
  }
  return children
}

function unquote(value: string): string {
  const inner = /^"([\s\S]*)"$/.exec(value)?.[1] ?? value.replace(/"$/, '')
  return inner.replaceAll('""', '"')
}
