import path from 'node:path'
import { type YamlLines, yamlText } from './draft-yaml.ts'

/**
 * The folder of the workspace that holds all these files, relative to it and with `/`; null when they lie outside, in
 * the workspace folder itself, or have no folder in common.
 */
export function exchangeFolder(files: readonly string[], root: string): string | null {
  const folders = files.map((file) => path.relative(root, path.dirname(path.resolve(file))).split(path.sep))
  if (folders.some(([first]) => first === '' || first === '..' || path.isAbsolute(first!))) return null
  const common = folders[0] ?? []
  let length = 0
  while (length < common.length && folders.every((folder) => folder[length] === common[length])) length += 1
  return length === 0 ? null : common.slice(0, length).join('/')
}

/** Where a file lies below the exchange folder. */
export function folderBelow(file: string, root: string, exchange: string): string {
  const below = path.relative(path.join(root, exchange), path.dirname(path.resolve(file)))
  return below === '' ? '.' : below.split(path.sep).join('/')
}

/** Writes `folder:` of one kind of file, where it has one of its own. */
export function writeFolder(yaml: YamlLines, folder: string): void {
  if (folder !== '.') yaml.add(2, 'folder', yamlText(folder))
}
