#!/usr/bin/env node
// Starts the command line. Written for Node 12, so that an old Node gets a sentence instead of a syntax error: no `?.`,
// no `??`, no top-level await, no `node:` imports, and nothing else of ours is loaded before the version is known to do.
// biome-ignore-start lint/style/useNodejsImportProtocol: Node 12 does not know it.
import { existsSync } from 'fs'
import { dirname, join, sep } from 'path'
import { fileURLToPath, pathToFileURL } from 'url'
// biome-ignore-end lint/style/useNodejsImportProtocol: Node 12 does not know it.
import { tooOldSentence } from './node-version.js'
import { keepHeapSmall } from './small-heap.js'

const tooOld = tooOldSentence(process.versions.node)
if (tooOld) {
  process.stderr.write(`${tooOld}\n`)
  process.exitCode = 2
} else {
  start()
}

function start() {
  keepHeapSmall()
  quietPipe(process.stdout)
  quietPipe(process.stderr)
  process.on('uncaughtException', stop)
  process.on('unhandledRejection', stop)
  Promise.resolve()
    .then(enterCallersFolder)
    .then(loadMain)
    .then((loaded) => loaded.main(process.argv.slice(2)))
    .then((exitCode) => {
      process.exitCode = exitCode
    })
    .catch(stop)
}

/** `npm run` starts us in the folder of package.json; file names are meant from where the user stands. */
function enterCallersFolder() {
  const folder = process.env.INIT_CWD
  if (process.env.npm_lifecycle_event === 'tillbridge' && folder) process.chdir(folder)
}

/** In a checkout the sources run directly. Node strips no types below node_modules, so there it is always dist. */
function loadMain() {
  const bin = dirname(fileURLToPath(import.meta.url))
  const source = join(bin, '..', 'src', 'cli', 'main.ts')
  const built = join(bin, '..', 'dist', 'cli', 'main.js')
  const installed = bin.split(sep).indexOf('node_modules') !== -1
  const main = !installed && existsSync(source) ? source : built
  if (!existsSync(main)) throw new Error(`this installation is incomplete (no ${main}); install it again`)
  return import(pathToFileURL(main).href)
}

/** `tillbridge ... | head` closes the pipe early; the work itself goes on to its end. */
function quietPipe(stream) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
  })
}

/** One sentence for users; the stack only for those who ask for it. */
function stop(thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const known = typeof error.exitCode === 'number'
  const message = printable(error.message)
  process.stderr.write(known ? `${message}\n` : `tillbridge stopped: ${message.replace(/\s+/g, ' ')}\n`)
  if (process.env.TILLBRIDGE_DEBUG === '1') process.stderr.write(`${printable(String(error.stack))}\n`)
  else if (!known) process.stderr.write('Run it again with TILLBRIDGE_DEBUG=1 to see where.\n')
  process.exit(known ? error.exitCode : 1)
}

/** Messages carry names of files and cells; what a terminal would obey is taken out, line ends stay. */
function printable(text) {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ')
}
