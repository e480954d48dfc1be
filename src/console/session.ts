import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type Moderator, maySee } from '../http/auth.ts'
import { type Session, sessionEndsAt } from '../http/session.ts'
import { listSites } from '../sites/queries.ts'
import { findModerator, getSessionEpoch } from '../tokens/queries.ts'

/** Begins a session for the holder of a token. @throws {AppError} `unauthenticated`. */
export async function signIn(
  deps: Deps,
  token: string,
): Promise<{ readonly moderator: Moderator; readonly session: Session }> {
  const moderator = await findModerator(deps.db, token)
  if (moderator === undefined) {
    deps.metrics.refusals.inc({ code: 'unauthenticated' })
    throw new AppError('unauthenticated', 'This token is not known, has expired or was revoked.')
  }
  const epoch = await getSessionEpoch(deps.db, moderator.id)
  const now = deps.now()
  return { moderator, session: { tokenId: moderator.id, epoch, startedAt: now, seenAt: now } }
}

/** Who is signed in, which sites they work on, and when the session ends by itself. */
export async function describeSession(deps: Deps, moderator: Moderator, session: Session) {
  const sites = (await listSites(deps.db)).filter((site) => maySee(moderator, site.id))
  return {
    id: moderator.id,
    name: moderator.name,
    role: moderator.role,
    sites: sites.map(({ slug, name }) => ({ slug, name })),
    endsAt: sessionEndsAt(session).toISOString(),
  }
}
