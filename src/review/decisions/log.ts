import type { Queryable, Sql } from '../../db/client.ts'
import type { CommentStatus } from '../../db/states.ts'
import { decodeCursor, encodeCursor, listName, type Page, timeAndId, toPage } from '../../http/paging.ts'
import type { Statement } from '../../statements/statement.ts'
import type { SiteRef } from '../access.ts'
import { shownGrounds } from '../audit.ts'

export const LOG_ACTIONS = [
  'approve',
  'hold',
  'reject',
  'undo',
  'pick',
  'unpick',
  'escalate',
  'close',
  'reopen',
  'premoderate',
  'unpremoderate',
] as const

type LogFilter = {
  readonly by?: 'moderator' | 'machine' | undefined
  /** A moderator's id or name. */
  readonly moderator?: string | undefined
  readonly action?: (typeof LOG_ACTIONS)[number] | undefined
  /** Its id. What was done to articles is left out then. */
  readonly comment?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

/**
 * A person's decision, pick or escalation, a machine's verdict, or an article's switch: what was done, to a comment or
 * to the article as a whole, when and by whom.
 */
export type LogEntry = {
  readonly id: string
  readonly site: string
  readonly commentId: string | null
  readonly by: 'moderator' | 'machine'
  readonly action: (typeof LOG_ACTIONS)[number]
  readonly reason: string | null
  readonly note: string | null
  readonly moderator: { readonly id: string; readonly name: string } | null
  readonly fromStatus: CommentStatus | null
  readonly toStatus: CommentStatus | null
  readonly undoes: string | null
  readonly because: readonly string[] | null
  readonly policyVersion: number | null
  readonly modelVersion: number | null
  readonly statement: Statement | null
  readonly createdAt: Date
  /** The comment's author, and the beginning of its text, as they are now. */
  readonly author: string | null
  readonly excerpt: string | null
  /** The article, if something was done to it rather than to a comment. */
  readonly article: { readonly key: string; readonly title: string | null } | null
}

const EXCERPT = 200

type Row = Omit<LogEntry, 'moderator'> & {
  readonly siteId: string
  readonly articleId: string | null
  readonly moderatorId: string | null
  readonly moderatorName: string
}

/**
 * The append-only log of these sites, newest first: decisions, picks, escalations, switches and verdicts together. An
 * escalation stands beside the rejection it came with. The verdict on a comment whose blind check is still open is
 * shown as if it had been held.
 */
export async function listLog(
  db: Queryable,
  sites: readonly SiteRef[],
  page: LogFilter & { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<LogEntry>> {
  const { by, moderator, action, comment, from, to, limit } = page
  const list = listName('log', sites, by, moderator, action, comment, from, to)
  const before = page.cursor === undefined ? null : decodeCursor(list, page.cursor, timeAndId)
  const withPeople = by !== 'machine'
  const withMachine = by !== 'moderator' && moderator === undefined
  const rows = await db.query((sql) => {
    const part = partOf(sql, { ...page, before })
    return sql<Row[]>`
    with asked as (
      select s.id, s.slug, coalesce(${from ?? null}::timestamptz, '-infinity') as since,
        coalesce(${to ?? null}::timestamptz, 'infinity') as until
      from sites s where s.id = any(${sites.map((site) => site.id)}::uuid[])
    )
    select page.*, c.name as author, left(c.text, ${EXCERPT}) as excerpt,
      case when a.id is not null then jsonb_build_object('key', a.key, 'title', a.title) end as article
    from (
    select entry.*, s.id as site_id from asked s cross join lateral (
      (select d.id, s.slug as site, d.comment_id, null::uuid as article_id, 'moderator' as by, d.action, d.reason, d.note,
        d.moderator_id, d.moderator_name, d.from_status, d.to_status, d.undoes, null::text[] as because,
        null::int as policy_version, null::int as model_version, d.statement, d.created_at
      from decisions d where ${withPeople} and ${part('d', sql`d.action`)})
      union all
      (select k.id, s.slug, k.comment_id, null, 'moderator', shown.action, null, null,
        k.moderator_id, k.moderator_name, null, 'approved', null, null, null, null, null, k.created_at
      from picks k cross join lateral (select case when k.picked then 'pick' else 'unpick' end as action) shown
      where ${withPeople} and ${part('k', sql`shown.action`)})
      union all
      (select x.id, s.slug, x.comment_id, null, 'moderator', 'escalate', null, null,
        x.moderator_id, x.moderator_name, null, null, null, null, null, null, null, x.created_at
      from evidence x where ${withPeople} and x.cause = 'danger-to-life' and ${part('x', sql`'escalate'::text`)})
      union all
      (select h.id, s.slug, null, h.article_id, 'moderator', h.action, null, null,
        h.moderator_id, h.moderator_name, null, null, null, null, null, null, null, h.created_at
      from article_changes h where ${withPeople && comment === undefined} and ${part('h', sql`h.action`)})
      union all
      (select v.id, s.slug, v.comment_id, null, 'machine', shown.action, shown.reason, null, null,
        null, null, case shown.action when 'approve' then 'approved' when 'reject' then 'rejected' else 'pending' end,
        null, shown.because, v.policy_version, v.model_version, null, v.created_at
      from verdicts v
      join comments c on c.site_id = v.site_id and c.id = v.comment_id
      cross join lateral (
        select case when c.audit then 'hold' else v.action end as action, g.* from (${shownGrounds(sql)}) g) shown
      where ${withMachine} and ${part('v', sql`shown.action`)})
    ) entry
    order by entry.created_at desc, entry.id desc limit ${limit + 1}
    ) page
    left join comments c on c.site_id = page.site_id and c.id = page.comment_id
    left join articles a on a.site_id = page.site_id and a.id = page.article_id
    order by page.created_at desc, page.id desc`
  })
  const { items, next } = toPage(rows, limit, (last) =>
    encodeCursor(list, [last.createdAt.toISOString(), last.id]),
  )
  return { items: items.map(toEntry), next }
}

/** The entries of one kind that may be on the page, newest first; verdicts (`v`) belong to no moderator. */
function partOf(
  sql: Sql,
  page: LogFilter & { readonly before: readonly [string, string] | null; readonly limit: number },
) {
  const [wanted, moderator] = [page.action ?? null, page.moderator ?? null]
  const [at, id] = page.before ?? [null, null]
  return (entry: 'd' | 'k' | 'x' | 'h' | 'v', action: ReturnType<Sql>) => {
    const e = sql(entry)
    const isTheirs = sql`(${moderator}::text is null or ${e}.moderator_id::text = ${moderator}
      or ${e}.moderator_name = ${moderator})`
    const isOfIt =
      entry === 'h' || page.comment === undefined ? sql`true` : sql`${e}.comment_id = ${page.comment}`
    return sql`${e}.site_id = s.id and ${isOfIt} and ${e}.created_at >= s.since and ${e}.created_at < s.until
      and (${at}::timestamptz is null or (${e}.created_at, ${e}.id) < (${at}::timestamptz, ${id}::uuid))
      and (${wanted}::text is null or ${action} = ${wanted}) and ${entry === 'v' ? sql`true` : isTheirs}
      order by ${e}.created_at desc, ${e}.id desc limit ${page.limit + 1}`
  }
}

function toEntry({ moderatorId, moderatorName, siteId: _, articleId: __, ...entry }: Row): LogEntry {
  return { ...entry, moderator: moderatorId === null ? null : { id: moderatorId, name: moderatorName } }
}
