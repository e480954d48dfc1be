import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Config } from '../config.ts'
import type { AppEnv } from './env.ts'

type Settings = Pick<Config, 'PUBLIC_URL'>

const KIND = { httpOnly: true, sameSite: 'Strict', path: '/' } as const
/** Browsers accept it only over https or from their own machine, and send it only with the desk's own requests. */
const GUARDED = { name: '__Host-postbag', kind: { ...KIND, secure: true } } as const
/** Safari counts its own machine as any other and keeps nothing `Secure` from there: http://localhost gets this too. */
const LOCAL = { name: 'postbag', kind: KIND } as const
const OWN_MACHINE = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/

/** The sealed session that a request carries. */
export function readSessionCookie(c: Context<AppEnv>, settings: Settings): string | undefined {
  for (const { name } of cookiesFor(c, settings)) {
    const sealed = getCookie(c, name)
    if (sealed !== undefined) return sealed
  }
  return undefined
}

export function keepSessionCookie(c: Context<AppEnv>, settings: Settings, sealed: string): void {
  for (const { name, kind } of cookiesFor(c, settings)) setCookie(c, name, sealed, kind)
}

export function dropSessionCookie(c: Context<AppEnv>, settings: Settings): void {
  for (const { name, kind } of cookiesFor(c, settings)) deleteCookie(c, name, kind)
}

/** Elsewhere the unguarded one is not even read: a neighbouring host could have set it. */
function cookiesFor(c: Context<AppEnv>, { PUBLIC_URL }: Settings) {
  const isLocal = OWN_MACHINE.test(c.req.url) && OWN_MACHINE.test(PUBLIC_URL ?? c.req.url)
  return isLocal ? [GUARDED, LOCAL] : [GUARDED]
}
