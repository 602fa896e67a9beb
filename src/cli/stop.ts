/** The part of `process` that tells of Ctrl-C and of a service being stopped. */
export interface SignalSource {
  on(name: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  off(name: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  exit(code: number): never
}

export interface Stop {
  /** Aborted as soon as somebody asked to stop. */
  signal: AbortSignal
  /** Listens no more. */
  end(): void
}

/** Work that has found no place to stop by then is left where it is; what it wrote is rolled back. */
const GRACE_MS = 8_000
const INTERRUPTED = 130

/**
 * The first Ctrl-C (or SIGTERM) asks the work to stop at the next safe place; the second, or the end of the grace time,
 * ends the process at once. Both are safe: the database rolls back, and files have their final names only when whole.
 */
export function listenForStop(source: SignalSource, graceMs = GRACE_MS): Stop {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    if (controller.signal.aborted) source.exit(INTERRUPTED)
    controller.abort()
    timer = setTimeout(() => source.exit(INTERRUPTED), graceMs)
    timer.unref()
  }
  source.on('SIGINT', stop)
  source.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer)
      source.off('SIGINT', stop)
      source.off('SIGTERM', stop)
    },
  }
}
