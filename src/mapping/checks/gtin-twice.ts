import { gtin14 } from '../../model/gtin.ts'
import type { MatrixItem, MatrixVariant } from '../../model/matrix.ts'
import { needsCode } from '../plan-codes.ts'
import { carriedFor, listed, nameOf, type Survey } from './survey.ts'
import type { Check } from './world.ts'

/** The same GTIN on several variants; 12, 13 and 14 digits are one number (R41, R58). */
export function gtinTwice(survey: Survey): Check {
  const seen = new Map<string, MatrixVariant>()
  const doubled = new Map<string, { variants: MatrixVariant[]; item: MatrixItem }>()
  return {
    item({ item, variants }) {
      for (const { variant } of variants) {
        const gtin = variant.barcode ? gtin14(variant.barcode.trim()) : null
        if (gtin === null) continue
        const first = seen.get(gtin)
        if (first === undefined) seen.set(gtin, variant)
        else doubled.set(gtin, { variants: [...(doubled.get(gtin)?.variants ?? [first]), variant], item })
      }
    },
    end() {
      for (const [gtin, { variants, item }] of doubled) report(survey, gtin, variants, item)
    },
  }
}

/** `item` is that of the last of them. */
function report(survey: Survey, gtin: string, variants: readonly MatrixVariant[], item: MatrixItem): void {
  const [first] = variants
  if (variants.every((one) => one === first || survey.shared(one.id, first!.id))) return
  const codes = variants.map((one) => barcodeAsCode(survey, one))
  // Then it is one code on several variants, which is said there.
  if (codes[0] !== null && codes.every((code) => code === codes[0])) return
  const asCodes = variants.filter((_, i) => codes[i] !== null)
  survey.report('TB3034', {
    key: gtin,
    severity: asCodes.length > 1 ? 'error' : 'warning',
    column: 'barcode',
    found: `${gtin.replace(/^0+/, '')}: ${listed(variants.map(nameOf))}`,
    names: variants.map(({ key }) => key),
    blocks: asCodes.filter(({ id }) => survey.codeOf(id)?.issuedAt === undefined).map(({ id }) => id),
    ...(variants.every(({ itemKey }) => itemKey === item.key) ? { item } : {}),
  })
}

/** The code of a variant, when it is the barcode. */
function barcodeAsCode({ world, codeOf }: Survey, variant: MatrixVariant): string | null {
  const barcode = variant.barcode!.trim()
  const code = codeOf(variant.id)?.code
  const carried = carriedFor(variant, world.rules)
  const isBarcode =
    code === barcode || (carried === barcode && (code === undefined || code === world.rules.respell(barcode)))
  return needsCode(variant) && isBarcode ? (code ?? world.rules.respell(barcode)) : null
}
