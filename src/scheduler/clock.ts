import { schedule } from 'node-cron'

/** Wakes somebody every ten seconds; it decides nothing and remembers nothing. Returns the stop. */
export function startClock(wake: () => Promise<void>): () => void {
  const task = schedule('*/10 * * * * *', wake, { noOverlap: true, name: 'tillbridge' })
  return () => void task.stop()
}
