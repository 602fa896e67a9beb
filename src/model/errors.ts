import type { Finding } from './findings.ts'

/** The run cannot go on, and the message says why in words for a user. */
export class TillbridgeError extends Error {
  override name = 'TillbridgeError'
  readonly exitCode: number
  constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.exitCode = options.exitCode ?? 1
  }
}

/** Wrong use or wrong configuration; nothing was touched. Exit code 2. */
export class UsageError extends TillbridgeError {
  override name = 'UsageError'
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { exitCode: 2, ...options })
  }
}

/** A file that cannot be taken at all (wrong encoding, unclosed quote, missing column). Exit code 1. */
export class FileRefused extends TillbridgeError {
  override name = 'FileRefused'
  readonly findings: Finding[]
  constructor(findings: Finding[]) {
    const first = findings[0]
    super(first ? `${first.code}${first.row ? ` row ${first.row}` : ''}: ${first.found ?? first.fix}` : 'file refused')
    this.findings = findings
  }
}

/** The other side could not be reached or would not; `retryable` says whether trying again can help. */
export class TransportError extends TillbridgeError {
  override name = 'TransportError'
  readonly retryable: boolean
  constructor(message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { exitCode: options.retryable ? 5 : 1, cause: options.cause })
    this.retryable = options.retryable
  }
}

/** Somebody asked to stop (Ctrl-C, a service being stopped); the work ended at a safe place. Exit code 130. */
export class Interrupted extends TillbridgeError {
  override name = 'Interrupted'
  constructor(message = 'Interrupted; it is safe to run again.') {
    super(message, { exitCode: 130 })
  }
}
