import { ConfigError } from '../config.ts'
import { errorCode, isAway, isOfTls, isReadOnly, isShort } from '../db/errors.ts'

/** Why the service cannot start: one line that says what to do. It never holds a secret, but may name the user. */
export function startFault(error: unknown): string {
  if (error instanceof ConfigError) return `Settings: ${error.message}`
  return `Cannot start: ${explainFault(error)}`
}

/** The same for a command. */
export function explainFault(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const code = errorCode(cause) ?? errorCode(error)
  if (code === 'EADDRINUSE') return 'the port is in use: stop what uses it, or set another PORT.'
  if (isOfListening(error)) return `${messageOf(error)}: check PORT and HOST.`
  if (code !== undefined && FILES.has(code)) {
    return `${messageOf(error)}: check DATA_DIR, which has to be a directory this user may write, with room left.`
  }
  if (isShort(error) || isShort(cause)) {
    return `the database of DATABASE_URL, or in DATA_DIR, has no connection, memory or disk left for us (${code}): make room there.`
  }
  if (code === '08P01') {
    return 'DATABASE_URL leads to a pooler: set DATABASE_DIRECT_URL to the database itself as well.'
  }
  if (code === '28P01') return 'the database refuses the user or password of DATABASE_URL: check both.'
  if (code === '28000') {
    return 'the database does not let the user of DATABASE_URL in like this: check the user, and whether it asks for TLS (?sslmode=require).'
  }
  if (isOfTls(error) || isOfTls(cause)) {
    return `the certificate of the database of DATABASE_URL is not trusted (${code}): name the file of its authority in NODE_EXTRA_CA_CERTS, or take sslmode=require, which trusts any.`
  }
  if (code === '3D000') return 'the database named in DATABASE_URL does not exist: create it first.'
  if (code === '42501')
    return 'the user of DATABASE_URL may not create tables in this database: let it own the database.'
  if (code === '3F000' || code === '42P01') {
    return 'the user of DATABASE_URL looks for tables elsewhere: its search_path has to begin with public.'
  }
  if (code === '55P03') {
    return 'the schema cannot be brought up to date: another session holds a lock (pg_stat_activity shows which). End it, or wait for it.'
  }
  if (isReadOnly(error) || isReadOnly(cause)) {
    return 'the database of DATABASE_URL takes no writes (25006): name the primary, not a replica.'
  }
  if (isAway(error) || isAway(cause)) {
    return `the database of DATABASE_URL cannot be reached (${code}): check the address and that it is running.`
  }
  return messageOf(error)
}

/** A fault on the way past a pooler, reported with the name of the setting that leads there. */
export function pastPooler(error: unknown): Error {
  return new Error(explainFault(error).replaceAll('DATABASE_URL', 'DATABASE_DIRECT_URL'))
}

/** File system errors that mean that the data directory cannot be used. */
const FILES = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'ENOSPC',
  'EDQUOT',
])

function isOfListening(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen'
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n')[0]?.slice(0, 500) || 'no reason given'
}
