import { sniff } from '../csv/sniff.ts'
import { genericOrders } from './generic-orders.ts'
import { genericProducts } from './generic-products.ts'
import { magentoKinds } from './magento.ts'
import { shopifyKinds } from './shopify.ts'
import type { FileHead, ShopContext, ShopFileKind } from './webshop.ts'
import { woocommerceKinds } from './woocommerce.ts'
import { looksWoo } from './woocommerce-headers.ts'

/** Every kind of shop file there is. A new shop system adds its kinds here. */
export const SHOP_KINDS: readonly ShopFileKind[] = [
  ...woocommerceKinds,
  ...shopifyKinds,
  ...magentoKinds,
  genericProducts,
  genericOrders,
]

/** The kind of this name, the word of `--as`. */
export function kindNamed(name: string): ShopFileKind | undefined {
  return SHOP_KINDS.find((kind) => kind.kind === name)
}

/** The first bytes of a file, decoded. @throws FileRefused TB1002 for workbooks, archives and the like */
export async function headOf(path: string): Promise<FileHead> {
  const { form, encoding, delimiter, rows, text } = await sniff(path)
  return { form, encoding, delimiter, header: rows[0] ?? [], text }
}

/**
 * What a file is, from its header or the JSON's shape alone. Certain or not at all: several kinds that fit are no answer,
 * unless one of them is the format declared for this very shop. The hint is a sentence for people, with what to do.
 */
export function recogniseKind(head: FileHead, context: ShopContext): { kind: ShopFileKind } | { hint: string } {
  const fitting = SHOP_KINDS.filter((kind) => kind.recognise(head, context))
  const declared = fitting.filter((kind) => kind.kind.startsWith('generic-'))
  const [kind, ...others] = declared.length > 0 ? declared : fitting
  if (kind === undefined) return { hint: hintOf(head) }
  if (others.length === 0) return { kind }
  const names = [kind, ...others].map((k) => k.kind).join(' or ')
  return { hint: `a file of one kind; by its header it could be ${names}. Say which with --as KIND.` }
}

/** Keys that open the answers of Shopify's REST interface. */
const SHOPIFY_ANSWER =
  /^\s*\{\s*"(orders?|products?|variants?|inventory_items?|inventory_levels?|locations?|refunds?|customers?)"\s*:/
/** Fields that only Shopify's own objects have. */
const SHOPIFY_FIELDS =
  /"(?:body_html|admin_graphql_api_id|inventory_item_id|financial_status|published_scope|line_items_price)"\s*:/

function hintOf(head: FileHead): string {
  if (head.form === 'json') {
    if (SHOPIFY_ANSWER.test(head.text) || SHOPIFY_FIELDS.test(head.text)) {
      return "one of Shopify's CSV exports; this is a Shopify REST answer. Export products, orders or inventory as CSV from the Shopify admin."
    }
    return 'saved pages of the WooCommerce REST interface (products, variations or orders), or a CSV export; this JSON is neither.'
  }
  const header = new Set(head.header.map((name) => name.trim().toLowerCase()))
  const has = (...names: string[]) => names.every((name) => header.has(name))
  if (has('handle', 'command') || has('id', 'handle', 'command')) {
    return "one of Shopify's own exports; this is a Matrixify file. Export from the Shopify admin, or describe the columns under `formats`."
  }
  if (has('first name', 'last name', 'email') && (header.has('total spent') || header.has('total orders'))) {
    return 'products, orders or inventory; this is a list of customers.'
  }
  if (looksWoo(head.header)) {
    return 'the export of a shop we know by its column names; this looks like WooCommerce, translated: name the columns under `headers` of the shop, theirs to the English ones ("Varenummer": "SKU").'
  }
  return 'the export of a shop we know by its column names; name the kind with --as KIND, translate columns under `headers`, or describe them under `formats`.'
}
