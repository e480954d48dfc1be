import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { findModerator, findSessionModerator } from '../tokens/queries.ts'
import { credentialIn } from './credential.ts'
import type { AppEnv } from './env.ts'
import { refusalLimit } from './refusals.ts'
import { refuseForgedRequest, type Session, sessionOf } from './session.ts'

export const ROLES = ['moderator', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Who is acting on a review or admin route. `siteIds` null means every site. */
export type Moderator = {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly siteIds: readonly string[] | null
}

const TOKEN = /^[\x21-\x7e]{1,200}$/

/**
 * Lets holders of a live token with at least this role through, by the token itself or by a console session that
 * names it. The token is looked up on each request, so a removed moderator is locked out at once.
 */
export function requireRole(deps: Deps, role: Role) {
  const refusals = refusalLimit(deps)
  return createMiddleware<AppEnv>(async (c, next) => {
    const authorization = c.req.header('authorization')
    const session = authorization === undefined ? sessionOf(c, deps) : undefined
    // Only a token can be guessed; a session is sealed.
    if (session === undefined) refusals.check(c, authorization ?? '')
    const moderator = await whoActs(deps, c, session)
    if (moderator === undefined) {
      // The console's own question whether somebody is signed in is no attempt.
      if (authorization !== undefined || !c.req.path.startsWith('/console/')) refusals.refused(c)
      throw new AppError('unauthenticated', 'Send a valid token as Authorization: Bearer.', {
        headers: { 'www-authenticate': 'Bearer realm="postbag"' },
      })
    }
    if (authorization !== undefined) refusals.good(authorization)
    if (ROLES.indexOf(moderator.role) < ROLES.indexOf(role)) {
      refusals.refused(c, 'forbidden')
      throw new AppError('forbidden')
    }
    c.set('moderator', moderator)
    c.set('session', session)
    c.header('cache-control', 'no-store')
    return next()
  })
}

/** A request with `Authorization` is judged by that alone; the cookie counts only without it. */
async function whoActs(
  deps: Deps,
  c: Context<AppEnv>,
  session: Session | undefined,
): Promise<Moderator | undefined> {
  const authorization = c.req.header('authorization')
  if (authorization !== undefined) {
    // Looked up even when it cannot be a token, so that every refusal takes the same time.
    const token = credentialIn(authorization, 'bearer') ?? ''
    return findModerator(deps.db, TOKEN.test(token) ? token : '')
  }
  if (session === undefined) return undefined
  refuseForgedRequest(c, deps.config.PUBLIC_URL)
  return findSessionModerator(deps.db, session)
}

/** Whether this moderator may see a site. */
export function maySee(moderator: Moderator, siteId: string): boolean {
  return moderator.siteIds === null || moderator.siteIds.includes(siteId)
}
