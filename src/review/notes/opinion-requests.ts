import { isoText } from '../../comments/public-json.ts'
import type { Queryable } from '../../db/client.ts'
import type { Moderator } from '../../http/auth.ts'
import { decodeCursor, encodeCursor, listName, type Page, timeAndId, toPage } from '../../http/paging.ts'
import type { SiteRef } from '../access.ts'

/** A comment that a moderator left to colleagues, and what became of it. */
export type OpinionRequest = {
  readonly site: string
  readonly commentId: string
  readonly author: string
  readonly note: string | null
  readonly createdAt: Date
  /** A colleague's latest decision since; null while the comment waits, or if the moderator decided it after all. */
  readonly decision: {
    readonly action: 'approve' | 'reject'
    readonly reason: string | null
    readonly note: string | null
    readonly moderator: string
    readonly createdAt: string
  } | null
}

/** What this moderator asked and has not been told the outcome of, the latest question first. */
export async function listOpinionRequests(
  db: Queryable,
  { id }: Pick<Moderator, 'id'>,
  sites: readonly SiteRef[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<OpinionRequest>> {
  const list = listName('asked', sites, id)
  const [at = null, last = null] = cursor === undefined ? [] : decodeCursor(list, cursor, timeAndId)
  const rows = await db.query(
    (sql) => sql<OpinionRequest[]>`
    select s.slug as site, o.comment_id, c.name as author, o.note, o.created_at, decided.decision
    from second_opinions o
    join sites s on s.id = o.site_id
    join comments c on c.site_id = o.site_id and c.id = o.comment_id
    left join lateral (
      select jsonb_build_object('action', d.action, 'reason', d.reason, 'note', d.note,
        'moderator', d.moderator_name, 'createdAt', ${isoText(sql, 'd.created_at')}) as decision
      from (select * from decisions d where d.site_id = o.site_id and d.comment_id = o.comment_id
        and d.version > o.version order by d.version desc limit 1) d
      where d.action <> 'undo' and d.moderator_id <> o.moderator_id
    ) decided on true
    where o.site_id = any(${sites.map((site) => site.id)}::uuid[]) and o.moderator_id = ${id}
      and (${at}::timestamptz is null or (o.created_at, o.comment_id) < (${at}::timestamptz, ${last}::uuid))
    order by o.created_at desc, o.comment_id desc limit ${limit + 1}`,
  )
  return toPage(rows, limit, ({ createdAt, commentId }) =>
    encodeCursor(list, [createdAt.toISOString(), commentId]),
  )
}
