import { normaliseName } from './header.ts'

/** What a column of an unknown file can be. */
export type DraftField =
  | 'code'
  | 'quantity'
  | 'location'
  | 'barcode'
  | 'name'
  | 'price'
  | 'size'
  | 'colour'
  | 'item'
  | 'bin'
  | 'order'
  | 'date'

/**
 * Column names of tills in Danish, German, Swedish, Norwegian, English, French and Dutch, without case, spaces and
 * punctuation. Weak ones mean several things and count only when nothing better is there.
 */
const STRONG: Record<DraftField, string> = {
  code: `varenr varenummer vareno varekode varunr varunummer artikelnr artikelnummer artikelno artnr artno artcode
    articlecode articleno articlenumber artikelcode artikelkod artikelkode itemno itemnumber itemcode itemid productcode
    productno productid produktnr produktnummer produktkode sku plu plunr reference referencecode refcode codearticle
    refarticle referencearticle stockcode artnummer varenrid artikelid numeroarticle`,
  quantity: `antal antall stk qty quantity beholdning lagerbeholdning lagerantal bestand lagerbestand lagermenge menge
    saldo lagersaldo beholdningstk onhand qtyonhand quantityonhand quantite quantiteenstock enstock stocklevel stockqty
    qtyinstock instock voorraad aantal hoeveelheid stueck stück anzahl pieces pcs inventory antalstk stockquantity
    fysiskbeholdning disponibel disponibelt fritlager fribeholdning available availableqty verfügbar verfuegbar
    disponible stockonhand quantityinstock availablequantity stockavailable antalpålager antalpaalager pålager paalager
    ilager stockcount tilgængelig tilgængelige tillgängligt`,
  location: `butik butikk butiknr butiksnr afdeling afd avdeling avdelning filial filialnr filiaal store storeno storeid
    storenumber storecode shop shopid location locationid lagersted lagerort lagerplacering standort warehouse
    warehousecode entrepot entrepôt dépôt depot winkel vestiging outlet branch site sted plats lokation`,
  barcode: `ean ean13 eankode eancode eannr eannummer gtin gtin13 barcode barcodes stregkode stregkoder streckkod strekkode
    upc barkode strichcode codebarre codebarres eangtin gtinean`,
  name: `navn varenavn tekst varetekst beskrivelse description name itemname productname bezeichnung artikelbezeichnung
    bezeichnung1 benævnelse benævning benämning beskrivning betegnelse omschrijving naam libelle libellé designation
    désignation nom produktnavn produktnamn artikeltext artikelnamn title titel vare1 varebeskrivelse`,
  price: `pris salgspris udsalgspris price preis vkpreis verkaufspreis vk prix prixvente prijs verkoopprijs utpris
    försäljningspris forsaljningspris retailprice salesprice unitprice udspris prisinklmoms utsalgspris prisdkk vejlpris`,
  size: 'størrelse storrelse str size größe groesse grösse storlek maat taille stoerrelse',
  colour: 'farve farge färg farbe colour color kleur couleur',
  item: 'model modelnr modelnummer style stylenr stil parent hovedvare hovedvarenr stylenumber handle',
  bin: 'hylde lagerplads plads bin shelf binlocation lagerplatz fach hylla hylleplass emplacement',
  order: `ordrenr ordrenummer ordernr ordernumber orderno orderid ordre order bestellnr bestellnummer auftragsnr
    auftragsnummer bestelnummer ordernummer numerocommande commande bilagsnr bonnr`,
  date: `dato datum date tidspunkt timestamp tid opdateret updated zeit zeitpunkt modified lastmodified aendret ændret
    salgsdato ordredato orderdate bestelldatum orderdatum`,
}

const WEAK: Partial<Record<DraftField, string>> = {
  code: 'nr no nummer number code kode art artikel article vare item id ref produkt product varenrean sku1',
  quantity: 'lager stock magasin balance total ialt i_alt',
  location: 'lager stock magasin lagernr lagerid',
  name: 'vare artikel article item produkt product text',
}

type Strength = 'strong' | 'weak'

const DICTIONARY = new Map<string, { field: DraftField; strength: Strength }[]>()
for (const [words, strength] of [
  [STRONG, 'strong'],
  [WEAK, 'weak'],
] as const)
  for (const [field, list] of Object.entries(words))
    for (const word of list.split(/\s+/)) {
      const key = normaliseName(word)
      DICTIONARY.set(key, [...(DICTIONARY.get(key) ?? []), { field: field as DraftField, strength }])
    }

/** What a column name says, best first; empty for a name nobody knows. */
export function fieldsOfName(name: string): { field: DraftField; strength: Strength }[] {
  const key = normaliseName(name)
  return DICTIONARY.get(key) ?? DICTIONARY.get(key.normalize('NFD').replace(/\p{M}/gu, '')) ?? []
}

/** Names that say the number is already less what the till has reserved. */
export function meansFree(name: string): boolean {
  return /dispon|fri|avail|verf|tilg|tillg/.test(normaliseName(name))
}

const LOCATION_COLUMN =
  /^\s*(?:lager|beholdning|lagerbeholdning|antal|antall|stk|inventory|stock|qty|quantity|on hand|in stock|new quantity|bestand|lagerbestand|menge|saldo|lagersaldo|voorraad|aantal|quantité|quantite)(?:\s*[-_:[(]\s*|\s+)(\S.*?)\s*[\])]?\s*$/i

/** The location in a column name such as "Lager Aarhus", inventory_Main_Outlet or "In stock [Aarhus]". */
export function locationOfName(name: string): string | null {
  const word = LOCATION_COLUMN.exec(name)?.[1]
  return word && /\p{L}|\d/u.test(word) && !NO_LOCATION.test(word) ? word : null
}

/** What else stands behind "Lager" or "Qty" in a column name. */
const NO_LOCATION =
  /^(?:stk|pcs|total|ialt|i alt|min|max|minimum|maximum|value|værdi|vaerdi|wert|värde|ordered|reserved|bestilt|reserveret|i ordre|on order|in order|incoming|sold|solgt|available|disponib\p{L}+|free|fri|frei|level|qty|quantity|antal|count|status|unit|enhed|einheit|price|pris|preis|cost|date|dato|datum|type|code|kode|nr|no|id|name|navn|on hand|in stock|på lager)\.?$/iu

/** A short name of ours for a word of the till: "Aarhus C" is aarhus-c. */
export function ownLocation(word: string): string {
  const plain = word
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return plain === '' ? 'main' : plain
}

/** Names of columns of numbers that count no stock. */
export function isOtherNumber(name: string): boolean {
  const word = LOCATION_COLUMN.exec(name)?.[1] ?? name
  if (NO_LOCATION.test(word.trim())) return true
  const key = normaliseName(name)
  return OTHER_NUMBERS.test(key) || OTHER_NUMBER_PARTS.test(key)
}

const OTHER_NUMBERS =
  /^(?:id|nr|no|nummer|number|min|max|moms|vat|ust|mwst|btw|tva|tax|kolli|vgr|wgr|pos|position|line|linje|sort|rank|år|aar|year|jahr|vægt|vaegt|weight|gewicht|vikt|poids|status|aktiv|active|type|typ|point|rabat|rabatt|discount|enhed|unit|einheit|faktor|factor|pack|pakke|ve|moq|week|uge)$/u
const OTHER_NUMBER_PARTS =
  /gruppe|group|grupp|groep|kategori|categor|leverand|leverant|leverancier|supplier|vendor|lieferant|fournisseur|minimum|maximum|genbestil|reorder|bestilt|bestellt|beställ|ordered|solgt|sold|verkauft|såld|vendu|reserv|kost|cost|konto|account|afgift|provision|producent|hersteller|brand|mærke|marke|sæson|season|saison|procent|percent|prozent/u

/** Words that tills write for nothing, and for sold out; lower case. */
export const BLANK_WORDS = ['null', '(null)', 'n/a', 'na', '-', '--', '---', '?', '#n/a', 'ukendt']
export const ZERO_WORDS = [
  'udsolgt',
  'ausverkauft',
  'utsolgt',
  'slutsåld',
  'uitverkocht',
  'épuisé',
  'sold out',
  'ingen',
  'none',
  'nil',
  'nul',
  'noll',
  'keine',
]

interface ShopSign {
  system: string
  kind: string
  /** Normalised names that are all there. */
  names: string[]
}

const SHOP_SIGNS: ShopSign[] = [
  { system: 'WooCommerce', kind: 'woocommerce-products', names: ['id', 'type', 'sku', 'name', 'published'] },
  { system: 'WooCommerce', kind: 'woocommerce-products', names: ['id', 'type', 'varenummer', 'navn', 'publiceret'] },
  { system: 'WooCommerce', kind: 'woocommerce-products', names: ['id', 'typ', 'artikelnummer', 'name'] },
  { system: 'Shopify', kind: 'shopify-products', names: ['handle', 'title', 'variantsku'] },
  { system: 'Shopify', kind: 'shopify-products', names: ['urlhandle', 'title', 'sku'] },
  { system: 'Shopify', kind: 'shopify-orders', names: ['name', 'email', 'financialstatus', 'lineitemquantity'] },
  { system: 'Shopify', kind: 'shopify-inventory', names: ['handle', 'title', 'option1name', 'location'] },
  { system: 'Magento', kind: 'magento-products', names: ['sku', 'attributesetcode', 'producttype'] },
  { system: 'Magento', kind: 'magento-stock-sources', names: ['sourcecode', 'sku', 'quantity'] },
]

/** The webshop system whose export has these column names; null for a partner's file. */
export function shopOfHeader(header: readonly string[]): { system: string; kind: string } | null {
  const names = new Set(header.map(normaliseName))
  return SHOP_SIGNS.find((sign) => sign.names.every((name) => names.has(name))) ?? null
}
