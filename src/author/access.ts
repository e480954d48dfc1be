import type { Context } from 'hono'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { AppEnv } from '../http/env.ts'
import { receiptIn, receiptOpens } from '../submissions/receipt.ts'

/** Whether the request names a receipt at all, good or bad. */
export function namesReceipt(c: Context<AppEnv>): boolean {
  return /^receipt\b/i.test(c.req.header('authorization') ?? '')
}

/**
 * Lets only the author of this comment through. Whether the comment exists is not checked here, so guessing reveals
 * nothing.
 * @throws {AppError} `unauthenticated`.
 */
export function requireReceipt(c: Context<AppEnv>, deps: Deps, siteId: string, commentId: string): void {
  c.header('cache-control', 'no-store')
  const receipt = receiptIn(c.req.header('authorization')) ?? ''
  if (receiptOpens(deps.secret, receipt, { siteId, commentId, now: deps.now() })) return
  throw new AppError('unauthenticated', 'Send the receipt of this comment as Authorization: Receipt.', {
    headers: { 'www-authenticate': 'Receipt realm="postbag"' },
  })
}
