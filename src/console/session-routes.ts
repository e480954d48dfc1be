import type { Context } from 'hono'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { requireRole } from '../http/auth.ts'
import { type AppEnv, router } from '../http/env.ts'
import { readBody } from '../http/read.ts'
import { refusalLimit } from '../http/refusals.ts'
import { refuseForgedRequest, type Session, sessionOf, sessionOverAt } from '../http/session.ts'
import { dropSessionCookie } from '../http/session-cookie.ts'
import { endSession, endSessions } from '../tokens/queries.ts'
import { describeSession, signIn } from './session.ts'

const SignIn = z.strictObject({ token: z.string().min(1).max(200) })

/** Signing in with a token, staying, and signing out here or everywhere. */
export function sessionRoutes(deps: Deps, keep: (c: Context<AppEnv>, session: Session) => void) {
  const refusals = refusalLimit(deps)
  const routes = router()
  routes.post('/session', async (c) => {
    refuseForgedRequest(c, deps.config.PUBLIC_URL)
    const body = await readBody(c)
    const given = SignIn.safeParse(body.value)
    if (!given.success) throw new AppError('unauthenticated', 'Enter your token.')
    const token = given.data.token.trim()
    refusals.check(c, token)
    const { moderator, session } = await signIn(deps, token).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'unauthenticated') refusals.refused(c)
      throw error
    })
    refusals.good(token)
    keep(c, session)
    c.header('cache-control', 'no-store')
    c.var.log.info({ moderatorId: moderator.id }, 'console.signed-in')
    return c.json(await describeSession(deps, moderator, session))
  })
  routes.delete('/session', async (c) => {
    refuseForgedRequest(c, deps.config.PUBLIC_URL)
    const session = sessionOf(c, deps)
    if (session !== undefined) await endSession(deps.db, session, sessionOverAt(session))
    // Only now: without the cookie the browser could not ask again, and copies of the cookie would live on.
    dropSessionCookie(c, deps.config)
    return c.body(null, 204)
  })
  routes.use('/session', requireRole(deps, 'moderator'))
  routes.get('/session', async (c) => {
    const { session } = c.var
    if (session === undefined) throw new AppError('unauthenticated')
    return c.json(await describeSession(deps, c.var.moderator, session))
  })
  /** Somebody is still at the desk: the session's idle time starts over. */
  routes.put('/session', async (c) => {
    const { session } = c.var
    if (session === undefined) throw new AppError('unauthenticated')
    const renewed = { ...session, seenAt: deps.now() }
    keep(c, renewed)
    return c.json(await describeSession(deps, c.var.moderator, renewed))
  })
  routes.delete('/sessions', requireRole(deps, 'moderator'), async (c) => {
    await endSessions(deps.db, c.var.moderator.id)
    dropSessionCookie(c, deps.config)
    c.var.log.info({ moderatorId: c.var.moderator.id }, 'console.signed-out-everywhere')
    return c.body(null, 204)
  })
  return routes
}
