import { watch } from 'chokidar'

/**
 * Tells when something happens in folders. Only a nudge: a lost event costs a minute, never a file, because the flow lists
 * the folder itself. Returns the stop.
 */
export function watchFolders(folders: readonly string[], nudge: (folder: string) => void): () => Promise<void> {
  const watchers = folders.map((folder) => {
    const watcher = watch(folder, { depth: 0, followSymlinks: false, ignoreInitial: true })
    watcher.on('all', () => nudge(folder))
    watcher.on('error', () => undefined) // The clock goes on without it.
    return watcher
  })
  return async () => {
    await Promise.all(watchers.map((watcher) => watcher.close()))
  }
}
