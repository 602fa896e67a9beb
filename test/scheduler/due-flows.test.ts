import { describe, expect, test } from 'vitest'
import { dueFlows, type ScheduledFlow } from '../../src/scheduler/due-flows.ts'

const STOCK: ScheduledFlow = { flow: 'stock', partner: 'till', everySeconds: 300 }
const OTHER: ScheduledFlow = { flow: 'stock', partner: 'other', everySeconds: 300 }
const SHOP: ScheduledFlow = { flow: 'shop-orders', shop: 'main', everySeconds: 900 }
const NOW = new Date('2026-11-20T08:00:00Z')

const run = (flow: ScheduledFlow, startedAt: string) => ({
  flow: flow.flow,
  partner: flow.partner ?? null,
  shop: flow.shop ?? null,
  startedAt,
})

describe('what is due', () => {
  test.each([
    ['never ran', [], [STOCK, OTHER, SHOP]],
    ['ran a moment ago', [run(STOCK, '2026-11-20T07:59:59Z')], [OTHER, SHOP]],
    ['ran exactly the interval ago', [run(STOCK, '2026-11-20T07:55:00Z')], [STOCK, OTHER, SHOP]],
    ['one second short of it', [run(STOCK, '2026-11-20T07:55:01Z')], [OTHER, SHOP]],
    ['another partner of the same flow does not count', [run(OTHER, '2026-11-20T07:59:00Z')], [STOCK, SHOP]],
    [
      'a week of standing still is one run',
      [run(SHOP, '2026-11-13T08:00:00Z'), run(STOCK, '2026-11-13T08:00:00Z'), run(OTHER, '2026-11-13T08:00:00Z')],
      [STOCK, OTHER, SHOP],
    ],
    ['a clock that went back waits', [run(STOCK, '2026-11-20T09:00:00Z')], [OTHER, SHOP]],
  ])('%s', (_, last, due) => {
    expect(dueFlows([STOCK, OTHER, SHOP], last, NOW)).toEqual(due)
  })
})
