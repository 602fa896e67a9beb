import type { DraftFile } from './draft-file.ts'
import { type DraftField, fieldsOfName } from './draft-words.ts'
import { shown, type YamlLines, yamlText } from './draft-yaml.ts'
import { normaliseName } from './header.ts'

const FROM: Partial<Record<DraftField, string>> = {
  order: 'order.number',
  code: 'line.code',
  quantity: 'line.quantity',
  name: 'line.name',
  price: 'line.unitPrice',
  date: 'order.date',
}

/** Names of order columns by their words, without case and punctuation. */
const NAMED: [field: string, words: string][] = [
  [
    'line.total',
    'total beløb belob linjetotal linietotal summe betrag belopp bedrag montant amount linetotal totalpris',
  ],
  ['line.taxRate', 'moms momssats momspct vat vatrate mwst mwstsatz ust btw tva taxrate'],
  ['line.tax', 'momsbeløb momsbelob vatamount mwstbetrag taxamount'],
  ['line.discount', 'rabat rabatt discount korting remise'],
  ['line.number', 'linje linie linjenr linienr line lineno position pos rad radnr regel ligne'],
  ['customer.name', 'kunde kundenavn customer customername kundenname kund kundnamn klant klantnaam client'],
  ['customer.number', 'kundenr kundenummer customerno customerid kundnr klantnr'],
  ['customer.email', 'email epost mail emailadresse'],
  ['customer.phone', 'telefon tlf phone mobil mobile telefoon telephone'],
  ['billing.street1', 'adresse adress address street strasse straße gade vej straat rue'],
  ['billing.postcode', 'postnr postnummer zip postcode plz codepostal'],
  ['billing.city', 'by city ort town stad plaats ville poststed'],
  ['billing.country', 'land country pays landekode'],
  ['order.note', 'note bemærkning bemaerkning kommentar comment notiz opmerking'],
  ['order.currency', 'valuta currency währung waehrung devise'],
  ['payment1.tender', 'betaling betalingstype betalingsmåde payment paymenttype zahlart zahlungsart betalsätt tender'],
]

const BY_NAME = new Map(
  NAMED.flatMap(([field, words]) => words.split(' ').map((word) => [normaliseName(word), field] as const)),
)

/** Writes the columns of the sample; those nobody recognised are written blank and asked about. */
export function writeOrderColumns(yaml: YamlLines, draft: DraftFile): void {
  yaml.say(2, 'layout: lines   one row per order line; see docs/config.md for header and line rows')
  yaml.add(2, 'columns', null)
  const unknown: string[] = []
  for (const column of draft.columns) {
    const name = column.name ?? ''
    const from = fromOf(column.field, name)
    const header = name === '' ? '' : `header: ${yamlText(name)}, `
    const example = [...column.facts.values].slice(0, 2).map(shown).join(' ')
    if (from) yaml.item(4, `{ ${header}from: ${from}${from === 'line.code' ? ', required: yes' : ''} }`, example)
    else {
      yaml.item(4, `{ ${header}text: "" }`, `? what belongs here: ${example || 'no example'}`)
      unknown.push(name === '' ? `column ${column.position}` : shown(name))
    }
  }
  if (unknown.length > 0) yaml.question(`What does the till expect in ${unknown.join(', ')} of an order file?`)
}

function fromOf(field: DraftField | null, name: string): string | undefined {
  const byWord = BY_NAME.get(normaliseName(name))
  if (field === null) return byWord ?? FROM[fieldsOfName(name)[0]?.field ?? 'bin']
  return FROM[field] ?? byWord
}
