import { expect, test } from 'vitest'
import { decisionsAbout, recordDecision } from '../../src/store/audit.ts'
import { openStore } from '../../src/store/open.ts'

const DECISION = {
  at: '2026-11-20T08:00:00.000Z',
  actor: 'Ann',
  action: 'release',
  subject: '20261120-080000-a1b2c3',
  run: null,
  note: 'sold out',
  detail: { guards: ['zeroed'] },
} as const

test('decisions are kept in their order, and nobody can change or remove one', async () => {
  const store = await openStore(':memory:')
  await store.transaction().execute((trx) => recordDecision(trx, DECISION))
  await store
    .transaction()
    .execute((trx) => recordDecision(trx, { ...DECISION, action: 'discard', subject: 'another' }))
  const { detail, ...decision } = DECISION
  expect(await decisionsAbout(store, DECISION.subject)).toEqual([
    { id: 1, ...decision, detail: JSON.stringify(detail) },
  ])
  const ofSet = { ...DECISION, subject: 'first', detail: { files: ['first', 'second'] } }
  await store.transaction().execute((trx) => recordDecision(trx, ofSet))
  for (const id of ['first', 'second']) expect(await decisionsAbout(store, id)).toHaveLength(1)
  await expect(store.updateTable('audit').set({ note: 'x' }).execute()).rejects.toThrow('append only')
  await expect(store.deleteFrom('audit').execute()).rejects.toThrow('append only')
  expect(await decisionsAbout(store, 'another')).toHaveLength(1)
  await store.destroy()
})
