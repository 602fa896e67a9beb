import { type CodeRules, codeRules, type DeclaredCodes } from '../../src/mapping/code-rules.ts'
import { readValueTable, type ValueTable } from '../../src/mapping/value-tables.ts'
import type { CodeOrigin, IssuedCode, MatrixItem, MatrixVariant } from '../../src/model/matrix.ts'
import type { PartnerItem } from '../../src/model/records.ts'

/** Rules of a partner that takes anything; a test says what matters to it. */
export function rulesOf(declared: Partial<DeclaredCodes>, values?: ValueTable): CodeRules {
  return codeRules({ from: [], maxLength: 60, upperCase: false, ...declared }, values)
}

/** A value table of lines such as "Colour;Navy Blue;NVY". */
export function tableOf(...lines: string[]): ValueTable {
  const rows = ['option;value;code', ...lines].map((line) => line.split(';'))
  return readValueTable(
    rows,
    rows.map((_, i) => i + 1),
  ).table
}

interface VariantParts extends Partial<Omit<MatrixVariant, 'options'>> {
  id: number
}

/** An item of variants given as [options in the order of the axes, what else matters]. */
export function itemOf(
  sku: string,
  axes: string[],
  variants: [values: (string | null)[], parts: VariantParts][],
  parts: Partial<MatrixItem> = {},
): MatrixItem {
  const key = parts.key ?? `key-${sku}`
  return {
    key,
    sku,
    name: `Name of ${sku}`,
    kind: 'goods',
    options: axes.map((name, i) => ({ name, values: variants.flatMap(([values]) => values[i] ?? []) })),
    ...parts,
    variants: variants.map(([values, own]) => ({
      ...{ key: `${key}-${own.id}`, itemKey: key, sku: null, barcode: null, kind: 'goods' },
      ...{ stockManaged: 'own', status: 'active', removed: false },
      options: axes.map((name, i) => ({ name, value: values[i]! })),
      ...own,
    })),
  }
}

/** A whole grid of colours and sizes; ids count up from `first`. */
export function gridOf(
  sku: string,
  colours: string[],
  sizes: string[],
  first: number,
  axes = ['Colour', 'Size'],
): MatrixItem {
  const values = colours.flatMap((colour) => sizes.map((size) => [colour, size]))
  return itemOf(
    sku,
    axes,
    values.map((each, i) => [each, { id: first + i }]),
  )
}

export function issuedOf(
  code: string,
  variantId: number,
  origin: CodeOrigin = 'generated',
  retiredAt: string | null = null,
): IssuedCode {
  return { code, variantId, origin, issuedAt: '2026-11-20T08:00:00Z', issuedBy: 'mette', factor: 1000, retiredAt }
}

export function articleOf(code: string, parts: Partial<PartnerItem> = {}): PartnerItem {
  return { code, item: null, name: null, barcode: null, colour: null, size: null, price: null, line: 0, ...parts }
}
