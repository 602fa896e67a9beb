import type { MatrixItem, MatrixVariant } from '../../model/matrix.ts'

/** One option of an item with the values its combinations are made of. */
export interface Axis {
  name: string
  /** Declared values that a variant really has, in the shop's order, then those only variants have. */
  used: string[]
  /** Declared values no variant has. Empty when a variation stands for any value. */
  unused: string[]
  /** No variant has a value here, nor stands for any. */
  idle: boolean
}

/** What an item's options promise, and what its variants use of it. */
export function axesOf(item: MatrixItem, variants: readonly MatrixVariant[]): Axis[] {
  return item.options.map(({ name, values }) => {
    const own = new Set<string>()
    let any = false
    for (const variant of variants) {
      const value = variant.options.find((option) => option.name === name)?.value
      if (value === null) any = true
      else if (value !== undefined && value.trim() !== '') own.add(value)
    }
    const declared = [...new Set(values)]
    const strangers = [...own].filter((value) => !declared.includes(value))
    return {
      name,
      used: [...(any ? declared : declared.filter((value) => own.has(value))), ...strangers],
      unused: any ? [] : declared.filter((value) => !own.has(value)),
      idle: own.size === 0 && !any,
    }
  })
}
