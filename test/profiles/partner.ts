import { partnerSchema } from '../../src/config/partner.ts'

/** A partner of a stock file, with what every partner must say. */
export function stockPartner(stock: object, partner: object = {}) {
  return partnerSchema.parse({
    partner: 'till',
    folder: 'till',
    timeZone: 'Europe/Copenhagen',
    currency: 'DKK',
    dialect: { newline: 'lf' },
    ...partner,
    stock: {
      file: 'LAGER.CSV',
      quantityMeans: 'onHand',
      bookedWhen: 'billed',
      listsZeros: 'yes',
      columns: { code: { header: 'CODE' }, quantity: { header: 'QTY' } },
      ...stock,
    },
  })
}
