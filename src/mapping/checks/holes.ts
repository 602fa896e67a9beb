import type { MatrixItem } from '../../model/matrix.ts'
import type { PartnerItem } from '../../model/records.ts'
import { foldText } from '../transliterate.ts'
import { axesOf } from './axes.ts'
import { listed, type Survey } from './survey.ts'
import { tokenPattern } from './token-pattern.ts'
import type { Check, CheckedItem } from './world.ts'

/** More combinations than these are counted, but not gone through: nobody reads a list of them. */
const COMBINATIONS_MAX = 100_000

/** Stands for every value of an option. */
const ANYWHERE = -1

interface Hole {
  values: string[]
  /** The code it would have, when the codes of its neighbours show how they are made. */
  code: string | null
}

/** A combination the options promise and no variant fills (R42). Told once per item; apart when somebody sells it all the same. */
export function holes(survey: Survey, counted: (holes: number) => void): Check {
  const plain: { item: MatrixItem; holes: Hole[] }[] = []
  return {
    item(checked) {
      const { found, total } = holesOf(checked)
      counted(total)
      if (total === 0) return
      if (found.length === 0) {
        const text = `${total} combinations without a variant`
        survey.report('TB3030', { key: checked.item.key, item: checked.item, found: text, names: [] })
        return
      }
      plain.push({ item: checked.item, holes: found })
    },
    end() {
      const heldBy = holderOf(survey, plain)
      for (const { item, holes: all } of plain) report(survey, item, all, heldBy)
    },
  }
}

type HeldBy = (item: MatrixItem, hole: Hole) => string | undefined

function report(survey: Survey, item: MatrixItem, all: readonly Hole[], heldBy: HeldBy): void {
  const text = ({ values }: Hole) => values.join(' / ')
  const held = new Map(all.map((hole) => [hole, heldBy(item, hole)]))
  const nobody = all.filter((hole) => held.get(hole) === undefined).map(text)
  const somebody = all.filter((hole) => held.get(hole) !== undefined)
  if (nobody.length > 0) {
    survey.report('TB3030', { key: item.key, item, found: listed(nobody), names: nobody })
  }
  if (somebody.length > 0) {
    const found = listed(somebody.map((hole) => `${text(hole)} (${held.get(hole)})`))
    survey.report('TB3031', { key: item.key, item, found, names: somebody.map(text) })
  }
}

function holesOf(checked: CheckedItem): { found: Hole[]; total: number } {
  const none = { found: [], total: 0 }
  if (checked.item.options.length === 0 || checked.variants.length === 0) return none
  const axes = axesOf(
    checked.item,
    checked.variants.map(({ variant }) => variant),
  ).filter(({ idle }) => !idle)
  const sizes = axes.map(({ used }) => used.length)
  const promised = sizes.reduce((product, size) => product * size, 1)
  if (axes.length === 0 || promised <= 1) return none
  const filled = checked.variants.map(({ variant }) =>
    axes.map(({ name, used }) => {
      const value = variant.options.find((option) => option.name === name)?.value
      // A blank is told by itself: which hole it leaves nobody knows.
      return value == null || value.trim() === '' ? ANYWHERE : used.indexOf(value)
    }),
  )
  if (promised > COMBINATIONS_MAX) return { found: [], total: promised - countFilled(filled, sizes) }
  const taken = new Set<number>()
  for (const places of filled) cover(places, sizes, 0, 0, taken)
  const found: Hole[] = []
  if (taken.size === promised) return none
  const pattern = tokenPattern(codedPlaces(checked, filled))
  for (let index = 0; index < promised; index += 1) {
    if (taken.has(index)) continue
    const places = placesOf(index, sizes)
    found.push({ values: places.map((place, i) => axes[i]!.used[place]!), code: pattern?.(places) ?? null })
  }
  return { found, total: found.length }
}

/** All combinations a variant fills: one, or more where it stands for any value. */
function cover(
  places: readonly number[],
  sizes: readonly number[],
  axis: number,
  index: number,
  taken: Set<number>,
): void {
  if (axis === sizes.length) {
    taken.add(index)
    return
  }
  const place = places[axis]!
  const from = place === ANYWHERE ? 0 : place
  const to = place === ANYWHERE ? sizes[axis]! - 1 : place
  for (let at = from; at <= to; at += 1) cover(places, sizes, axis + 1, index * sizes[axis]! + at, taken)
}

/** Without going through them: exact unless variations for any value overlap, and then at most too many. */
function countFilled(filled: readonly (readonly number[])[], sizes: readonly number[]): number {
  const distinct = new Map(filled.map((places) => [places.join(), places]))
  let sum = 0
  for (const places of distinct.values())
    sum += places.reduce((product, place, i) => product * (place === ANYWHERE ? sizes[i]! : 1), 1)
  return sum
}

function placesOf(index: number, sizes: readonly number[]): number[] {
  const places: number[] = []
  let rest = index
  for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
    places.unshift(rest % sizes[axis]!)
    rest = Math.floor(rest / sizes[axis]!)
  }
  return places
}

function codedPlaces({ variants }: CheckedItem, filled: readonly (readonly number[])[]) {
  return variants.flatMap(({ code, carried, variant }, i) => {
    const text = code ?? carried ?? variant.sku
    return text && filled[i]!.every((place) => place >= 0) ? [{ code: text, places: filled[i]! }] : []
  })
}

/**
 * Who has a combination the shop's item lacks: another item by the code it would have, or the till's list by that code or
 * by item, colour and size. Codes that belong to a variant already are no proof.
 */
function holderOf({ world, holders, ownersAmong }: Survey, plain: readonly { holes: readonly Hole[] }[]): HeldBy {
  const codes = new Set<string>()
  const byItem = new Map<string, PartnerItem[]>()
  if (plain.length > 0) {
    const strangers = world.partnerItems.filter(({ code }) => !holders.has(code))
    const owned = ownersAmong(new Set(strangers.map(({ code }) => code)))
    for (const row of strangers) {
      if (owned.has(row.code)) continue
      codes.add(row.code)
      if (row.item === null || (row.colour === null && row.size === null)) continue
      const key = foldText(row.item)
      const rows = byItem.get(key)
      if (rows) rows.push(row)
      else byItem.set(key, [row])
    }
  }
  return (item, { values, code }) => {
    if (code !== null && holders.has(code)) return `${code} is another item`
    if (code !== null && codes.has(code)) return `the till has it as ${code}`
    const names = [item.sku, item.key, item.name].filter((text) => text !== null && text !== '') as string[]
    const wanted = sorted(values)
    for (const name of names) {
      const row = byItem.get(foldText(name))?.find(({ colour, size }) => sorted([colour, size]) === wanted)
      if (row) return `the till has it as ${row.code}`
    }
    return undefined
  }
}

function sorted(values: readonly (string | null)[]): string {
  const given = values.filter((value): value is string => value !== null && value.trim() !== '')
  return JSON.stringify(given.map(foldText).sort())
}
