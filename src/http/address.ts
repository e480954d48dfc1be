import { createMiddleware } from 'hono/factory'
import { AppError } from '../errors.ts'
import type { AppEnv } from './env.ts'

/**
 * Refuses an address of which a part would have to be guessed or replaced: bytes beyond ASCII as they are, broken
 * percent-encoding, what is no UTF-8 below it, U+0000.
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
