import { IN_QUEUE } from '../../db/states.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import { notice, queueNotice } from '../../live.ts'
import { locateComment } from '../access.ts'
import { explainHeld } from '../claims.ts'
import { explainStale } from '../decisions/subject.ts'
import { opinionJson, type SecondOpinion } from './second-opinions.ts'

type Named = { readonly id: string; readonly site?: string | undefined }

type Question = Named & {
  /** The comment as the moderator saw it. */
  readonly version: number
  readonly note?: string | undefined
}

/**
 * Leaves a waiting comment to colleagues: this moderator's lease ends, and claims do not bring the comment back to
 * them. Anybody may still decide it. If asked again, the new note replaces the old one.
 * @throws {AppError} `not-found` where nothing waits, `already-decided` for an outdated version, `conflict` while
 * somebody else works on it.
 */
export async function askColleagues(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  moderator: Moderator,
  { version, note, ...named }: Question,
): Promise<SecondOpinion> {
  const ref = await locateComment(db, moderator, named)
  const { siteId, site, id: commentId } = ref
  const [asked] = await db.query(
    (sql) => sql<{ opinion: SecondOpinion }[]>`
    with waiting as materialized (
      select c.site_id, c.id, c.version from comments c
      where c.site_id = ${siteId} and c.id = ${commentId} and c.version = ${version} and (${sql.unsafe(IN_QUEUE)})
        and not exists (select from claims k where k.site_id = c.site_id and k.comment_id = c.id
          and k.expires_at > now() and k.moderator_id <> ${moderator.id})
      for no key update of c
    ), asked as (
      insert into second_opinions (site_id, comment_id, moderator_id, moderator_name, version, note, created_at)
      select site_id, id, ${moderator.id}, ${moderator.name}, version, ${note ?? null}, now() from waiting
      on conflict (site_id, comment_id, moderator_id) do update
        set moderator_name = excluded.moderator_name, version = excluded.version, note = excluded.note,
          created_at = excluded.created_at
      returning *
    ), freed as (
      delete from claims k using asked o
      where k.site_id = o.site_id and k.comment_id = o.comment_id and k.moderator_id = o.moderator_id
    )
    select ${opinionJson(sql)} as opinion,
      ${notice(sql, sql`'claimed', site_id, null, null, null, json_build_array(comment_id)`)},
      ${queueNotice(sql, sql`site_id`)}
    from asked o`,
  )
  if (asked === undefined) {
    const stale = (await explainStale(db, siteId, [{ id: commentId, seen: version }])).get(commentId)
    throw stale?.members['version'] === version
      ? await explainHeld(db, moderator, ref)
      : (stale ?? new AppError('not-found'))
  }
  log.info({ site, commentId, moderatorId: moderator.id }, 'second-opinion.asked')
  return asked.opinion
}

/** The moderator takes the question back and will decide after all; if nothing was asked, nothing changes. */
export async function askNoMore(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  moderator: Moderator,
  named: Named,
): Promise<void> {
  const { siteId, site, id: commentId } = await locateComment(db, moderator, named)
  const gone = await db.query(
    (sql) => sql`
    with gone as (
      delete from second_opinions
      where site_id = ${siteId} and comment_id = ${commentId} and moderator_id = ${moderator.id}
      returning site_id
    )
    select ${queueNotice(sql, sql`site_id`)} from gone`,
  )
  if (gone.length > 0) log.info({ site, commentId, moderatorId: moderator.id }, 'second-opinion.taken-back')
}
