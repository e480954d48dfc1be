import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import type { CommentRef } from './access.ts'
import type { DecisionView } from './decisions/decisions.ts'
import { loadItems, type ReviewItem } from './items.ts'
import { listSimilar, type Similar } from './similar.ts'

const RECENT = 5

export type CommentRecord = ReviewItem & {
  readonly decisions: readonly DecisionView[]
  /** Texts that an edit replaced, oldest first; the comment holds the current one. */
  readonly revisions: readonly {
    readonly revision: number
    readonly text: string
    readonly replacedAt: Date
  }[]
  /** Other comments with the same or nearly the same text, or the same links: newest first, at most ten. */
  readonly similar: readonly Similar[]
  /** What else its author wrote recently. */
  readonly recent: readonly Recent[]
}

export type Recent = {
  readonly id: string
  readonly site: string
  readonly text: string
  readonly status: string
  readonly reason: string | null
  readonly article: { readonly key: string; readonly title: string | null }
  readonly submittedAt: Date
}

type DecisionRow = Omit<DecisionView, 'site' | 'moderator'> & {
  readonly moderatorId: string
  readonly moderatorName: string
}

/** Everything about one comment. @throws {AppError} `not-found`. */
export async function getRecord(db: Queryable, ref: CommentRef): Promise<CommentRecord> {
  const [[item], decisions, revisions, similar, recent] = await Promise.all([
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
    listRecent(db, ref),
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
    recent,
  }
}

/** The newest comments of the same author; one whose blind check is open looks like any held one. */
function listRecent(db: Queryable, { siteId, id, site }: CommentRef): Promise<Recent[]> {
  return db.query(
    (sql) => sql<Recent[]>`
    select c.id, ${site} as site, c.text, case when c.audit then 'pending' else c.status end as status,
      case when not c.audit then c.reason end as reason,
      jsonb_build_object('key', a.key, 'title', a.title) as article, c.created_at as submitted_at
    from comments c join articles a on a.site_id = c.site_id and a.id = c.article_id
    where c.site_id = ${siteId} and c.id <> ${id}
      and c.author_hash = (select o.author_hash from comments o where o.site_id = ${siteId} and o.id = ${id})
    order by c.created_at desc limit ${RECENT}`,
  )
}
