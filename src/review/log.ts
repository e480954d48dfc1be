import { createHash } from 'node:crypto'
import type { Queryable } from '../db/client.ts'
import type { CommentStatus } from '../db/states.ts'
import { decodeCursor, encodeCursor, type Page, timeAndId, toPage } from '../http/paging.ts'
import type { SiteRef } from './access.ts'
import { shownGrounds } from './audit.ts'
import type { Statement } from './statement.ts'

export const LOG_ACTIONS = ['approve', 'hold', 'reject', 'undo', 'pick', 'unpick'] as const

type LogFilter = {
  readonly by?: 'moderator' | 'machine' | undefined
  /** A moderator's id or name. */
  readonly moderator?: string | undefined
  readonly action?: (typeof LOG_ACTIONS)[number] | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

/** A person's decision or pick, or a machine's verdict: what was done to a comment, when and by whom. */
export type LogEntry = {
  readonly id: string
  readonly site: string
  readonly commentId: string
  readonly by: 'moderator' | 'machine'
  readonly action: (typeof LOG_ACTIONS)[number]
  readonly reason: string | null
  readonly note: string | null
  readonly moderator: { readonly id: string; readonly name: string } | null
  readonly fromStatus: CommentStatus | null
  readonly toStatus: CommentStatus
  readonly undoes: string | null
  readonly because: readonly string[] | null
  readonly policyVersion: number | null
  readonly modelVersion: number | null
  readonly statement: Statement | null
  readonly createdAt: Date
  /** The comment's author and its beginning, as they are now. */
  readonly author: string
  readonly excerpt: string
}

const EXCERPT = 200

type Row = Omit<LogEntry, 'moderator'> & {
  readonly siteId: string
  readonly moderatorId: string | null
  readonly moderatorName: string
}

/**
 * The append-only log of these sites, newest first: decisions, picks and verdicts together. The verdict on a comment
 * whose blind check is still open stands as if it had been held.
 */
export async function listLog(
  db: Queryable,
  sites: readonly SiteRef[],
  page: LogFilter & { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<LogEntry>> {
  const { by, moderator, action, from, to, limit } = page
  const list = cursorList(sites, page)
  const [at = null, id = null] = page.cursor === undefined ? [] : decodeCursor(list, page.cursor, timeAndId)
  const withPeople = by !== 'machine'
  const withMachine = by !== 'moderator' && moderator === undefined
  const rows = await db.query(
    (sql) => sql<Row[]>`
    with asked as (
      select s.id, s.slug, coalesce(${from ?? null}::timestamptz, '-infinity') as since,
        coalesce(${to ?? null}::timestamptz, 'infinity') as until
      from sites s where s.id = any(${sites.map((site) => site.id)}::uuid[])
    )
    select page.*, c.name as author, left(c.text, ${EXCERPT}) as excerpt from (
    select entry.*, s.id as site_id from asked s cross join lateral (
      (select d.id, s.slug as site, d.comment_id, 'moderator' as by, d.action, d.reason, d.note, d.moderator_id,
        d.moderator_name, d.from_status, d.to_status, d.undoes, null::text[] as because, null::int as policy_version,
        null::int as model_version, d.statement, d.created_at
      from decisions d
      where ${withPeople} and d.site_id = s.id and d.created_at >= s.since and d.created_at < s.until
        and (${at}::timestamptz is null or (d.created_at, d.id) < (${at}::timestamptz, ${id}::uuid))
        and (${action ?? null}::text is null or d.action = ${action ?? null})
        and (${moderator ?? null}::text is null or d.moderator_id::text = ${moderator ?? null}
          or d.moderator_name = ${moderator ?? null})
      order by d.created_at desc, d.id desc limit ${limit + 1})
      union all
      (select k.id, s.slug, k.comment_id, 'moderator', shown.action, null, null, k.moderator_id,
        k.moderator_name, null, 'approved', null, null, null, null, null, k.created_at
      from picks k cross join lateral (select case when k.picked then 'pick' else 'unpick' end as action) shown
      where ${withPeople} and k.site_id = s.id and k.created_at >= s.since and k.created_at < s.until
        and (${at}::timestamptz is null or (k.created_at, k.id) < (${at}::timestamptz, ${id}::uuid))
        and (${action ?? null}::text is null or shown.action = ${action ?? null})
        and (${moderator ?? null}::text is null or k.moderator_id::text = ${moderator ?? null}
          or k.moderator_name = ${moderator ?? null})
      order by k.created_at desc, k.id desc limit ${limit + 1})
      union all
      (select v.id, s.slug, v.comment_id, 'machine', shown.action, shown.reason, null, null,
        null, null, case shown.action when 'approve' then 'approved' when 'reject' then 'rejected' else 'pending' end,
        null, shown.because, v.policy_version, v.model_version, null, v.created_at
      from verdicts v
      join comments c on c.site_id = v.site_id and c.id = v.comment_id
      cross join lateral (
        select case when c.audit then 'hold' else v.action end as action, g.* from (${shownGrounds(sql)}) g) shown
      where ${withMachine} and v.site_id = s.id and v.created_at >= s.since and v.created_at < s.until
        and (${at}::timestamptz is null or (v.created_at, v.id) < (${at}::timestamptz, ${id}::uuid))
        and (${action ?? null}::text is null or shown.action = ${action ?? null})
      order by v.created_at desc, v.id desc limit ${limit + 1})
    ) entry
    order by entry.created_at desc, entry.id desc limit ${limit + 1}
    ) page join comments c on c.site_id = page.site_id and c.id = page.comment_id
    order by page.created_at desc, page.id desc`,
  )
  const { items, next } = toPage(rows, limit, (last) =>
    encodeCursor(list, [last.createdAt.toISOString(), last.id]),
  )
  return { items: items.map(toEntry), next }
}

function toEntry({ moderatorId, moderatorName, siteId: _, ...entry }: Row): LogEntry {
  return { ...entry, moderator: moderatorId === null ? null : { id: moderatorId, name: moderatorName } }
}

function cursorList(sites: readonly SiteRef[], { by, moderator, action, from, to }: LogFilter): string {
  const filter = JSON.stringify([sites.map(({ id }) => id), by, moderator, action, from, to])
  return `log ${createHash('sha256').update(filter).digest('base64url').slice(0, 12)}`
}
