import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, type FileHandle, link, lstat, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { TransportError } from '../model/errors.ts'
import type { RemoteFile, Transport } from './transport.ts'

/** A local folder, or a mounted share. */
export function dropFolder(root: string): Transport {
  const at = (path: string) => join(root, path)
  return {
    name: root,
    async list(folder) {
      const names = await readdir(at(folder)).catch((cause) => {
        throw folderError(at(folder), cause)
      })
      const files: RemoteFile[] = []
      for (const name of names) {
        const file = await statPlain(join(at(folder), name))
        if (file) files.push(file)
      }
      return files
    },
    stat: (path) => statPlain(at(path)),
    fetch: (path, localPath) => copyProven(at(path), localPath),
    async putTemp(localPath, tempPath) {
      try {
        await mkdir(dirname(at(tempPath)), { recursive: true })
        // What a dead run left may be one file with what it published: writing into it would write into that.
        await rm(at(tempPath), { force: true })
        await copyFile(localPath, at(tempPath), constants.COPYFILE_EXCL)
        await flush(at(tempPath))
      } catch (cause) {
        throw notWritten(at(tempPath), cause)
      }
      const [sent, source] = [await lstat(at(tempPath)), await lstat(localPath)]
      if (sent.size !== source.size) throw cutShort(at(tempPath), sent.size, source.size)
    },
    async publish(tempPath, path) {
      // link() fails on an existing name where rename() would overwrite it without a word.
      await link(at(tempPath), at(path)).then(
        () => unlink(at(tempPath)),
        async (cause: NodeJS.ErrnoException) => {
          if (cause.code === 'EEXIST')
            throw new TransportError(`${at(path)} is there already.`, { retryable: false, cause })
          if (await statPlain(at(path)))
            throw new TransportError(`${at(path)} is there already.`, { retryable: false, cause })
          await rename(at(tempPath), at(path)) // Shares and some file systems have no links.
        },
      )
      await flush(dirname(at(path)))
    },
    async claim(path, claimPath) {
      await mkdir(dirname(at(claimPath)), { recursive: true, mode: 0o700 })
      try {
        await rename(at(path), at(claimPath))
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false
        throw new TransportError(`${at(path)} cannot be taken: ${(cause as Error).message}`, {
          retryable: isBusy(cause),
          cause,
        })
      }
      await flush(dirname(at(claimPath)))
      await flush(dirname(at(path)))
      return true
    },
    remove: (path) => rm(at(path), { force: true }),
  }
}

async function statPlain(path: string): Promise<RemoteFile | undefined> {
  try {
    const s = await lstat(path)
    return { name: basename(path), bytes: s.size, mtimeMs: s.mtimeMs, plain: s.isFile(), linked: s.nlink > 1 }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new TransportError(`${path} cannot be read: ${(cause as Error).message}`, { retryable: isBusy(cause), cause })
  }
}

/** Reads with O_NOFOLLOW, hashes on the way, and refuses a file that changed while it was read (F08). */
async function copyProven(source: string, target: string): Promise<{ bytes: number; sha256: string }> {
  const from = await open(source, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((cause) => {
    throw new TransportError(`${source} cannot be read: ${(cause as Error).message}`, {
      retryable: isBusy(cause),
      cause,
    })
  })
  try {
    const before = await from.stat()
    const hash = createHash('sha256')
    const to = await open(target, 'w')
    let bytes = 0
    try {
      const buffer = Buffer.allocUnsafe(1 << 20)
      for (;;) {
        const { bytesRead } = await from.read(buffer, 0, buffer.length, null)
        if (bytesRead === 0) break
        const part = buffer.subarray(0, bytesRead)
        hash.update(part)
        await writeAll(to, part).catch((cause) => {
          throw notWritten(target, cause)
        })
        bytes += bytesRead
      }
      await to.sync()
      const written = (await to.stat()).size
      if (written !== bytes) throw cutShort(target, written, bytes)
    } finally {
      await to.close()
    }
    const after = await from.stat()
    if (after.size !== bytes || before.size !== bytes || after.mtimeMs !== before.mtimeMs) {
      throw new TransportError(`${source} changed while it was read.`, { retryable: true })
    }
    await flush(dirname(target))
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    await from.close()
  }
}

/** A write may take less than it was given, as on a disk that is nearly full; only the next one says why. */
async function writeAll(to: FileHandle, part: Buffer): Promise<void> {
  for (let done = 0; done < part.length; ) done += (await to.write(part, done)).bytesWritten
}

function notWritten(path: string, cause: unknown): TransportError {
  return new TransportError(`${path} cannot be written: ${(cause as Error).message}`, { retryable: true, cause })
}

function cutShort(path: string, bytes: number, expected: number): TransportError {
  return new TransportError(`${path} has ${bytes} bytes instead of ${expected}. Is the disk full?`, { retryable: true })
}

/** Flushes a file or folder; folders cannot be flushed everywhere, files can. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined)
  if (!handle) return
  try {
    await handle.sync()
  } catch (cause) {
    if (!['EISDIR', 'EPERM', 'EINVAL', 'EBADF'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause
  } finally {
    await handle.close()
  }
}

function folderError(path: string, cause: NodeJS.ErrnoException): TransportError {
  const absent = cause.code === 'ENOENT'
  return new TransportError(
    absent
      ? `The folder ${path} is not there. Create it, mount the share, or correct the path.`
      : `The folder ${path} cannot be read: ${cause.message}`,
    { retryable: true, cause },
  )
}

function isBusy(cause: unknown): boolean {
  return ['EBUSY', 'EPERM', 'EACCES', 'EAGAIN', 'ESTALE', 'EIO'].includes((cause as NodeJS.ErrnoException).code ?? '')
}
