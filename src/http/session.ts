import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { AppEnv } from './env.ts'
import { readSessionCookie } from './session-cookie.ts'

/*
 * The console's session is a sealed cookie that names a token. The token is looked up on each request, so a revoked
 * token ends its sessions at once, and so does signing out. A session ends after an hour without a sign of life, and
 * after twelve hours in any case.
 */

const SESSION_IDLE_MS = 60 * 60_000
const SESSION_LONGEST_MS = 12 * 60 * 60_000

export type Session = {
  readonly tokenId: string
  /** Raising it on the token ends all of its sessions. */
  readonly epoch: number
  readonly startedAt: Date
  readonly seenAt: Date
}

const SEALED = /^([0-9a-f-]{36})\.(\d{1,9})\.(\d{1,15})\.(\d{1,15})\.([\w-]{43})$/

/** The cookie's value: the session in plain text, and a MAC over it. */
export function sealSession(secret: string, session: Session): string {
  const { tokenId, epoch, startedAt, seenAt } = session
  const open = `${tokenId}.${epoch}.${startedAt.getTime()}.${seenAt.getTime()}`
  return `${open}.${mac(secret, open).toString('base64url')}`
}

/** The session in a cookie, if we sealed it and it has not ended. */
function openSession(secret: string, sealed: string, now: Date): Session | undefined {
  const [, tokenId = '', epoch, started, seen, given = ''] = SEALED.exec(sealed) ?? []
  const expected = mac(secret, sealed.slice(0, -given.length - 1))
  const bytes = Buffer.from(given, 'base64url')
  if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) return undefined
  const session = {
    tokenId,
    epoch: Number(epoch),
    startedAt: new Date(Number(started)),
    seenAt: new Date(Number(seen)),
  }
  return now < sessionEndsAt(session) ? session : undefined
}

export function sessionEndsAt(session: Session): Date {
  return new Date(Math.min(session.seenAt.getTime() + SESSION_IDLE_MS, sessionOverAt(session).getTime()))
}

/** When a session ends, however often it is renewed. */
export function sessionOverAt({ startedAt }: Session): Date {
  return new Date(startedAt.getTime() + SESSION_LONGEST_MS)
}

/** The session a request carries, if it is a live one. */
export function sessionOf(
  c: Context<AppEnv>,
  deps: { secret: string; now: () => Date; config: Pick<Config, 'PUBLIC_URL'> },
): Session | undefined {
  const sealed = readSessionCookie(c, deps.config)
  return sealed === undefined ? undefined : openSession(deps.secret, sealed, deps.now())
}

/**
 * Browsers send cookies by themselves, so an unsafe request that relies on one must come from our own page: by the
 * browser's fetch metadata, and by an `Origin` that is this very host or the one in the settings.
 * @throws {AppError} `origin-refused`.
 */
export function refuseForgedRequest(c: Context<AppEnv>, publicUrl: string | undefined): void {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  const host = origin === undefined ? undefined : hostOf(origin)
  const isOurs = host !== undefined && (host === c.req.header('host') || origin === originOf(publicUrl))
  const isForeign = (site !== undefined && site !== 'same-origin') || (origin !== undefined && !isOurs)
  const isSilent = site === undefined && origin === undefined
  if (isForeign || isSilent) {
    throw new AppError(
      'origin-refused',
      'This request did not come from the console of this address (PUBLIC_URL).',
    )
  }
}

function mac(secret: string, open: string): Buffer {
  return createHmac('sha256', secret).update(`console-session\n${open}`).digest()
}

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host
}

function originOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url)?.origin
}
