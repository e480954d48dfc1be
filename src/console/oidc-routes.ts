import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { onTheirTime } from '../db/in-time.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type AppEnv, router } from '../http/env.ts'
import type { Session } from '../http/session.ts'
import { personFrom } from './claims.ts'
import { oidcLogin, SignInError } from './oidc.ts'
import { signInPerson } from './session.ts'

const COOKIE_NAME = '__Host-postbag-oidc'
/** Lax, because the provider's answer is a navigation that comes from another site. */
const COOKIE = { httpOnly: true, secure: true, sameSite: 'Lax', path: '/', maxAge: 600 } as const

/**
 * Sign-in through the newsroom's login. The browser itself opens both addresses, so any failure ends on the console's
 * own page, which explains it.
 */
export function oidcRoutes(deps: Deps, keep: (c: Context<AppEnv>, session: Session) => void) {
  const login = oidcLogin(deps)
  const guarded = async (c: Context<AppEnv>, work: () => Promise<string>): Promise<Response> => {
    c.header('cache-control', 'no-store')
    try {
      return c.redirect(await work(), 302)
    } catch (error) {
      if (!(error instanceof SignInError)) throw error
      c.var.log.warn({ code: error.problem, err: error.cause }, 'console.sign-in-failed')
      return c.redirect(`/console?problem=${error.problem}`, 302)
    }
  }
  return router()
    .get('/sign-in', (c) => {
      c.header('cache-control', 'no-store')
      return c.json({ oidc: login ? { name: login.settings.name, href: '/console/oidc/start' } : null })
    })
    .get('/oidc/start', (c) => {
      if (login === undefined) throw new AppError('not-found')
      return guarded(c, async () => {
        const { url, key } = await onTheirTime(() => login.begin())
        setCookie(c, COOKIE_NAME, key, COOKIE)
        return url.href
      })
    })
    .get('/oidc/callback', (c) => {
      if (login === undefined) throw new AppError('not-found')
      return guarded(c, async () => {
        const key = getCookie(c, COOKIE_NAME)
        deleteCookie(c, COOKIE_NAME, COOKIE)
        if (key === undefined) throw new SignInError('oidc-expired')
        const cameBackTo = `${login.settings.redirectUri}${new URL(c.req.url).search}`
        const claims = await onTheirTime(() => login.complete(cameBackTo, key))
        const { moderator, session } = await signInPerson(deps, personFrom(claims, login.settings))
        keep(c, session)
        c.var.log.info({ moderatorId: moderator.id, by: 'oidc' }, 'console.signed-in')
        return '/console'
      })
    })
}
