import type { OpenWorkspace } from '../../src/runs/workspace.ts'

/** Pieces by code, at whatever location. */
export async function stockLevels({ store }: OpenWorkspace): Promise<Record<string, number>> {
  const rows = await store.selectFrom('stock_level').select(['code', 'on_hand']).orderBy('code').execute()
  return Object.fromEntries(rows.map(({ code, on_hand }) => [code, on_hand / 1000]))
}
