import { AppError } from '../errors.ts'

/**
 * States in which not the statement but the database has a problem: shutting down, cut off, read-only, or a session
 * it ended for idling in a transaction.
 */
const AWAY = /^(57P0[1-5]|08\w{3}|25006|25P0[34])$/
const NETWORK = /^(E(CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND|AI_AGAIN|ADDR)\w*|CONNECT\w*|CONNECTION_\w+)$/
/** A certificate that is not, or no longer, to be trusted, and a server that speaks TLS otherwise or not at all. */
const TLS = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS_|ERR_SSL_|EPROTO)/
const RETRY = new Set(['55P03', '40P01', '40001', '53300'])

/** The code of a driver's or server's error. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/**
 * Whether the database is away: this connection is lost, but a retry may succeed on another. A session that the
 * server ends or never grants (a changed password, a database closed for maintenance) shows in the severity.
 */
export function isAway(error: unknown): boolean {
  if (isShort(error)) return false
  if (isStrayDriverError(error) || isFatal(error)) return true
  const code = errorCode(error)
  return code !== undefined && (AWAY.test(code) || NETWORK.test(code) || TLS.test(code))
}

export function isOfTls(error: unknown): boolean {
  return TLS.test(errorCode(error) ?? '')
}

/** Whether nothing came back within one of our limits. */
export function isSilence(error: unknown): boolean {
  return errorCode(error) === 'CONNECTION_SILENT'
}

/**
 * Whether the database lacks disk, memory or connections. What it has goes on working, so the client and its open
 * connections are kept.
 */
export function isShort(error: unknown): boolean {
  return /^53\w{3}$/.test(errorCode(error) ?? '')
}

/**
 * Whether the server takes no writes: a standby, as after a fail-over, or one that its operator closed because the
 * disk is full. It answers reads, and a write may succeed on another connection.
 */
export function isReadOnly(error: unknown): boolean {
  return errorCode(error) === '25006'
}

function isFatal(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && /^(FATAL|PANIC)$/.test(String(error.severity))
}

/** A statement that the server gave up at its own limit: it was too slow, but the connection is sound. */
export function isCancelled(error: unknown): boolean {
  return errorCode(error) === '57014'
}

/**
 * Lock waits, deadlocks, serialization failures, and a lack of connections, some of which will be free again: the
 * whole transaction may be retried.
 */
export function isRetryable(error: unknown): boolean {
  return RETRY.has(errorCode(error) ?? '')
}

/** A statement that failed because of its values (classes 22 and 23): others in the same batch may be fine. */
export function isRowError(error: unknown): boolean {
  return /^2[23]/.test(errorCode(error) ?? '')
}

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (errorCode(error) !== '23505') return false
  return constraint === undefined || (error as { constraint_name?: unknown }).constraint_name === constraint
}

/**
 * Errors that the driver lets escape to the process after a reset and that belong to no caller: a TypeError from a
 * socket's callback, and the failure of its own query for array types.
 */
export function isStrayDriverError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof TypeError) return /nextWrite|\bpostgres\b.*connection\.js/s.test(error.stack ?? '')
  return /from pg_catalog\.pg_type a\s/.test(String((error as { query?: unknown }).query))
}

/** What callers are told while the database is away. */
export function unavailable(cause: unknown): AppError {
  const seconds = 2 + Math.floor(Math.random() * 3)
  return new AppError('unavailable', 'The service cannot answer right now. Please try again in a moment.', {
    headers: { 'retry-after': String(seconds) },
    cause,
  })
}

/** The same when more arrives than can be answered in time. */
export function overloaded(): AppError {
  return unavailable(Object.assign(new Error('more than can be answered in time'), { code: 'OVERLOAD' }))
}
