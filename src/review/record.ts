import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import type { CommentRef } from './access.ts'
import type { DecisionView } from './decisions.ts'
import { loadItems, type ReviewItem } from './items.ts'

export type CommentRecord = ReviewItem & {
  readonly decisions: readonly DecisionView[]
  /** Texts that an edit replaced, oldest first; the comment holds the current one. */
  readonly revisions: readonly {
    readonly revision: number
    readonly text: string
    readonly replacedAt: Date
  }[]
  /** Other comments with the same or nearly the same text, newest first, at most ten. */
  readonly similar: readonly Similar[]
}

export type Similar = {
  readonly id: string
  readonly articleKey: string
  readonly name: string
  readonly text: string
  readonly status: string
  readonly exact: boolean
  readonly submittedAt: Date
}

type DecisionRow = Omit<DecisionView, 'site' | 'moderator'> & {
  readonly moderatorId: string
  readonly moderatorName: string
}

/** Everything about one comment. @throws {AppError} `not-found`. */
export async function getRecord(db: Queryable, ref: CommentRef): Promise<CommentRecord> {
  const [[item], decisions, revisions, similar] = await Promise.all([
    loadItems(db, [ref]),
    db.query(
      (sql) => sql<DecisionRow[]>`
      select id, comment_id, action, reason, note, moderator_id, moderator_name, from_status, to_status, version,
        undoes, statement, created_at
      from decisions where site_id = ${ref.siteId} and comment_id = ${ref.id} order by version limit 1000`,
    ),
    db.query(
      (sql) => sql<CommentRecord['revisions']>`
      select revision, text, replaced_at from revisions
      where site_id = ${ref.siteId} and comment_id = ${ref.id} order by revision limit 1000`,
    ),
    listSimilar(db, ref),
  ])
  if (item === undefined) throw new AppError('not-found')
  return {
    ...item,
    decisions: decisions.map(({ moderatorId, moderatorName, ...decision }) => ({
      ...decision,
      site: ref.site,
      moderator: { id: moderatorId, name: moderatorName },
    })),
    revisions,
    similar,
  }
}

async function listSimilar(db: Queryable, { siteId, id }: CommentRef): Promise<Similar[]> {
  return db.query(
    (sql) => sql<Similar[]>`
    with near as (
      select o.comment_id, count(*) as bands from sightings m
      cross join lateral (
        select o.comment_id from sightings o
        where o.site_id = m.site_id and o.band = m.band and o.comment_id <> m.comment_id
        order by o.comment_id desc limit 50) o
      where m.site_id = ${siteId} and m.comment_id = ${id} group by 1
    )
    select c.id, a.key as article_key, c.name, c.text, case when c.audit then 'pending' else c.status end as status,
      n.bands = (select count(*) from sightings where site_id = ${siteId} and comment_id = ${id}) as exact,
      c.created_at as submitted_at
    from near n
    join comments c on c.site_id = ${siteId} and c.id = n.comment_id
    join articles a on a.site_id = c.site_id and a.id = c.article_id
    order by c.id desc limit 10`,
  )
}
