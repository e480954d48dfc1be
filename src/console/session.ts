import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type Moderator, maySee } from '../http/auth.ts'
import { type Session, sessionEndsAt } from '../http/session.ts'
import { listSites } from '../sites/queries.ts'
import { upsertPerson } from '../tokens/people.ts'
import { findModerator, getSessionEpoch } from '../tokens/queries.ts'
import type { Person } from './claims.ts'
import { SignInError } from './oidc.ts'

/** Begins a session for the holder of a token. @throws {AppError} `unauthenticated`. */
export async function signIn(
  deps: Deps,
  token: string,
): Promise<{ readonly moderator: Moderator; readonly session: Session }> {
  const moderator = await findModerator(deps.db, token)
  if (moderator === undefined)
    throw new AppError('unauthenticated', 'This token is not known, has expired or was revoked.')
  return { moderator, session: await beginSession(deps, moderator) }
}

/**
 * Begins a session for a person whom the newsroom's login sent back.
 * @throws {SignInError} `oidc-forbidden` without a role or a site here, or for a person whose access was revoked.
 */
export async function signInPerson(
  deps: Deps,
  person: Person | undefined,
): Promise<{ readonly moderator: Moderator; readonly session: Session }> {
  if (person === undefined) throw new SignInError('oidc-forbidden')
  const siteIds = person.sites === null ? null : await siteIdsOf(deps, person.sites)
  if (siteIds?.length === 0) throw new SignInError('oidc-forbidden')
  const { issuer, subject, name, role } = person
  const moderator = await upsertPerson(deps.db, { issuer, subject, name, role, siteIds })
  if (moderator === undefined) throw new SignInError('oidc-forbidden')
  return { moderator, session: await beginSession(deps, moderator) }
}

async function siteIdsOf({ db }: Deps, slugs: readonly string[]): Promise<string[]> {
  return (await listSites(db)).filter(({ slug }) => slugs.includes(slug)).map(({ id }) => id)
}

async function beginSession({ db, now }: Deps, { id }: Moderator): Promise<Session> {
  const startedAt = now()
  return { tokenId: id, epoch: await getSessionEpoch(db, id), startedAt, seenAt: startedAt }
}

/**
 * Who is signed in, which sites they work on and whether they may make others, the address that pages know this
 * service by, and when the session ends by itself.
 */
export async function describeSession(deps: Deps, moderator: Moderator, session: Session) {
  const sites = (await listSites(deps.db)).filter((site) => maySee(moderator, site.id))
  return {
    id: moderator.id,
    name: moderator.name,
    role: moderator.role,
    sites: sites.map(({ slug, name, policy }) => ({ slug, name, locale: policy.text.locale })),
    makesSites: moderator.role === 'admin' && moderator.siteIds === null,
    publicUrl: deps.config.PUBLIC_URL ?? null,
    endsAt: sessionEndsAt(session).toISOString(),
  }
}
