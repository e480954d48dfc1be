import { createMiddleware } from 'hono/factory'
import { AppError } from '../errors.ts'
import type { AppEnv } from './env.ts'

/**
 * Refuses a path or query of which a part would have to be guessed or replaced: raw bytes beyond ASCII, broken
 * percent-encoding, encoded bytes that are not UTF-8, U+0000.
 */
export const refuseUnreadable = createMiddleware<AppEnv>(async (c, next) => {
  if (!isReadable(c.env?.incoming?.url ?? c.req.url)) {
    throw new AppError('invalid-request', 'Send the address in percent-encoded UTF-8, without U+0000.')
  }
  return next()
})

export function isReadable(address: string): boolean {
  if (/[^\x21-\x7e]/.test(address)) return false
  if (!address.includes('%')) return true
  try {
    return !decodeURIComponent(address).includes('\0')
  } catch {
    return false
  }
}
