import { fileURLToPath } from 'node:url'
import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { secureHeaders } from 'hono/secure-headers'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { requireRole } from '../http/auth.ts'
import { type AppEnv, router } from '../http/env.ts'
import { readBody } from '../http/read.ts'
import { refusalLimit } from '../http/refusals.ts'
import { refuseForgedRequest, SESSION_COOKIE, type Session, sealSession } from '../http/session.ts'
import { endSessions } from '../tokens/queries.ts'
import { consoleFiles } from './files.ts'
import { oidcRoutes } from './oidc-routes.ts'
import { consolePage, ICON, PAGE_HEADERS } from './page.ts'
import { describeSession, signIn } from './session.ts'

const BUILT = fileURLToPath(new URL('../../dist/console', import.meta.url))
const SignIn = z.strictObject({ token: z.string().min(1).max(200) })
const COOKIE = { httpOnly: true, secure: true, sameSite: 'Strict', path: '/' } as const

/** The moderators' desk: its page, its files and its sessions. All it does goes through the review API. */
export function consoleRoutes(deps: Deps, directory: string = BUILT) {
  const files = consoleFiles(directory)
  const refusals = refusalLimit(deps)
  const keep = (c: Context<AppEnv>, session: Session) =>
    setCookie(c, SESSION_COOKIE, sealSession(deps.secret, session), COOKIE)

  const routes = router()
  routes.use(secureHeaders(PAGE_HEADERS))
  routes.get('/icon.svg', (c) => {
    c.header('cache-control', 'public, max-age=86400')
    return c.body(ICON, 200, { 'content-type': 'image/svg+xml' })
  })
  routes.get('/assets/:name', (c) => {
    const file = files().find(c.req.param('name'), c.req.header('accept-encoding') ?? '')
    if (file === undefined) throw new AppError('not-found')
    for (const [name, value] of Object.entries(file.headers)) c.header(name, value)
    return c.body(file.body)
  })
  routes.post('/session', async (c) => {
    refuseForgedRequest(c, deps.config.PUBLIC_URL)
    const body = await readBody(c)
    const given = SignIn.safeParse(body.value)
    if (!given.success) throw new AppError('unauthenticated', 'Enter your token.')
    refusals.check(c)
    const { moderator, session } = await signIn(deps, given.data.token.trim()).catch((error: unknown) => {
      refusals.note(c)
      throw error
    })
    keep(c, session)
    c.header('cache-control', 'no-store')
    c.var.log.info({ moderatorId: moderator.id }, 'console.signed-in')
    return c.json(await describeSession(deps, moderator, session))
  })
  routes.delete('/session', (c) => {
    refuseForgedRequest(c, deps.config.PUBLIC_URL)
    deleteCookie(c, SESSION_COOKIE, COOKIE)
    return c.body(null, 204)
  })
  routes.use('/session', requireRole(deps, 'moderator'))
  routes.get('/session', async (c) => {
    const { session } = c.var
    if (session === undefined) throw new AppError('unauthenticated')
    return c.json(await describeSession(deps, c.var.moderator, session))
  })
  /** A person is still at the desk: the idle end moves on. */
  routes.put('/session', async (c) => {
    const { session } = c.var
    if (session === undefined) throw new AppError('unauthenticated')
    const renewed = { ...session, seenAt: deps.now() }
    keep(c, renewed)
    return c.json(await describeSession(deps, c.var.moderator, renewed))
  })
  routes.delete('/sessions', requireRole(deps, 'moderator'), async (c) => {
    await endSessions(deps.db, c.var.moderator.id)
    deleteCookie(c, SESSION_COOKIE, COOKIE)
    c.var.log.info({ moderatorId: c.var.moderator.id }, 'console.signed-out-everywhere')
    return c.body(null, 204)
  })
  routes.route('/', oidcRoutes(deps, keep))
  for (const path of ['/', '/:page', '/:page/:subject']) {
    routes.get(path, (c) => {
      c.header('cache-control', 'no-store')
      return c.html(consolePage(files()))
    })
  }
  return routes
}
