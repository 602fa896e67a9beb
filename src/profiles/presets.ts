import { readdirSync, readFileSync } from 'node:fs'
import { UsageError } from '../model/errors.ts'

const FOLDER = new URL('./presets/', import.meta.url)

/** Names of the presets that ship with the package. */
export function presetNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replace(/\.yaml$/, ''))
    .sort()
}

/** A preset as it is copied into a workspace: a whole partner file with its questions left open. */
export function readPreset(name: string): string {
  if (!presetNames().includes(name))
    throw new UsageError(`There is no preset "${name}". Presets: ${presetNames().join(', ')}.`)
  return readFileSync(new URL(`${name}.yaml`, FOLDER), 'utf8')
}
