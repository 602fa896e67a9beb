import { mkdir, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Scratch folders of this very process; others under our pid are left from before a restart. */
const mine = new Set<string>()

/**
 * Gives work a folder of its own below `<data>/scratch` and removes it afterwards, together with every folder that had to
 * be made for it: a plan leaves nothing. What a killed process left there is swept first.
 */
export async function withScratchFolder<T>(data: string, work: (folder: string) => Promise<T>): Promise<T> {
  const parent = join(data, 'scratch')
  const firstMade = await mkdir(parent, { recursive: true })
  await sweep(parent)
  const folder = await mkdtemp(join(parent, `${process.pid}-`))
  mine.add(folder)
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
    mine.delete(folder)
    if (firstMade !== undefined) await removeEmpty(parent, firstMade)
  }
}

async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name)
    const pid = Number(/^(\d+)-/.exec(name)?.[1])
    if (pid && (pid === process.pid ? !mine.has(path) : !isAlive(pid))) await rm(path, { recursive: true, force: true })
  }
}

/** From the inmost folder up to the first that was made, as long as they are empty. */
async function removeEmpty(folder: string, upTo: string): Promise<void> {
  try {
    await rmdir(folder)
    if (folder !== upTo) await removeEmpty(dirname(folder), upTo)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
