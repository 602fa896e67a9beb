import { idOf } from './codes-workspace.ts'

interface Line {
  name?: string
  item?: string
  sku?: string
  quantity: number
  total: string
}

/** An order as the REST API gives it; prices without tax, 25 %. */
export function order(
  number: number,
  lines: readonly Line[],
  fees: readonly { name: string; total: string }[] = [],
): string {
  const tax = (total: string) => (Number(total.replace('.', '')) * 25) / 10_000
  const money = (amount: number) => amount.toFixed(2)
  const sum = [...lines, ...fees].reduce((all, { total }) => all + Number(total), 0)
  const address = { first_name: 'A', last_name: 'B', country: 'DK' }
  return JSON.stringify([
    {
      ...{ id: number, number: String(number), status: 'processing', currency: 'DKK', version: '10.0.2' },
      ...{
        date_created_gmt: '2026-11-19T10:00:00',
        date_modified_gmt: '2026-11-19T10:00:00',
        date_created: '2026-11-19T11:00:00',
      },
      ...{
        date_paid_gmt: '2026-11-19T10:00:00',
        prices_include_tax: true,
        discount_total: '0.00',
        discount_tax: '0.00',
      },
      ...{ shipping_total: '0.00', shipping_tax: '0.00', total: money(sum * 1.25), total_tax: money(sum * 0.25) },
      ...{
        customer_id: 1,
        billing: address,
        shipping: address,
        payment_method: 'stripe',
        payment_method_title: 'Card',
      },
      line_items: lines.map(({ name = 'x', item, sku = '', quantity, total }, i) => ({
        ...{ id: number * 100 + i, name, product_id: item ? idOf(item) : 0, variation_id: 0, quantity, sku },
        ...{ tax_class: '', subtotal: total, subtotal_tax: money(tax(total)), total, total_tax: money(tax(total)) },
        taxes: [{ id: 1, total: money(tax(total)), subtotal: money(tax(total)) }],
      })),
      tax_lines: [
        {
          id: 1,
          rate_code: 'DK-1',
          rate_id: 1,
          label: 'Moms',
          rate_percent: 25,
          tax_total: '0',
          shipping_tax_total: '0',
        },
      ],
      fee_lines: fees.map(({ name, total }, i) => ({
        ...{
          id: number * 100 + 50 + i,
          name,
          tax_class: '',
          tax_status: 'taxable',
          total,
          total_tax: money(tax(total)),
        },
        taxes: [{ id: 1, total: money(tax(total)) }],
      })),
      ...{ shipping_lines: [], coupon_lines: [], refunds: [] },
    },
  ])
}
