import type { Queryable, Sql } from '../../db/client.ts'
import { type CommentStatus, IN_QUEUE, LAST_VERDICT } from '../../db/states.ts'
import { AppError } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import { DEFAULT_POLICY } from '../../sites/policy.ts'
import type { OwnClause } from '../../statements/grounds.ts'
import { type Statement, type VerdictGrounds, wasPublished } from '../../statements/statement.ts'
import { withinSites } from '../access.ts'
import { type CommentColumns, deskColumns } from '../items.ts'
import { notOwnAppeal } from '../queue.ts'
import type { Outcome } from './together.ts'

/** A comment about to be decided on, with everything its decision has to store. */
export type Subject = CommentColumns & {
  readonly siteId: string
  readonly audit: boolean
  readonly auditRate: number
  readonly reportCount: number
  /** A notice of illegal content waits for an answer. */
  readonly isNoticed: boolean
  readonly version: number
  /** Whether readers have seen it. */
  readonly wasPublished: boolean
  /** Its words were erased; at most an empty place is left for its replies. */
  readonly isErased: boolean
  readonly locale: string
  /** The site's own wording of reasons. */
  readonly clauses: readonly OwnClause[]
  readonly verdict: VerdictGrounds | null
  /** Who rejected it, if its author appealed; undefined without an appeal, null if it was the machine. */
  readonly appealAgainst: string | null | undefined
  /** The statement of reasons that its author was given; null if a machine rejected it, or without an appeal. */
  readonly appealed: Statement | null
}

type Row = Omit<Subject, 'appealAgainst'> & {
  readonly isAppealed: boolean
  readonly appealAgainst: string | null
}

/**
 * For each id asked for, the comments that a moderator may decide on: none if it is unknown or on a site they may not
 * see, several if two sites share the id and the site has to be named.
 */
export async function findDecidable(
  db: Queryable,
  moderator: Moderator,
  wanted: readonly { readonly id: string; readonly site?: string | undefined }[],
): Promise<Subject[][]> {
  const ids = wanted.map(({ id }) => id)
  const slugs = wanted.map(({ site }) => site ?? null)
  const rows = await db.query(
    (sql) => sql<(Row & { n: number })[]>`
    select i.n, ${columns(sql)}
    from unnest(${ids}::uuid[], ${slugs}::text[]) with ordinality as i(id, slug, n)
    join sites s on i.slug is null or s.slug = i.slug
    join comments c on c.site_id = s.id and c.id = i.id
    ${evidence(sql)}
    where ${withinSites(sql, moderator)}`,
  )
  const found = Map.groupBy(rows, ({ n }) => n)
  return wanted.map((_, at) => (found.get(at + 1) ?? []).map(({ n, ...row }) => toSubject(row)))
}

/**
 * Those among some comments of one site that still wait in the version that was seen and are free for this moderator:
 * not held by a colleague, and no appeal against the moderator's own rejection.
 */
export async function listWaiting(
  db: Queryable,
  moderator: Pick<Moderator, 'id' | 'role'>,
  siteId: string,
  seen: readonly { readonly id: string; readonly version: number }[],
): Promise<Subject[]> {
  const rows = await db.query(
    (sql) => sql<Row[]>`
    select ${columns(sql)}
    from jsonb_to_recordset(${sql.json(seen)}) as i(id uuid, version int)
    join sites s on s.id = ${siteId}
    join comments c on c.site_id = s.id and c.id = i.id and c.version = i.version
    ${evidence(sql)}
    where (${sql.unsafe(IN_QUEUE)})
      and not exists (select from claims k where k.site_id = c.site_id and k.comment_id = c.id
        and k.expires_at > now() and k.moderator_id <> ${moderator.id})
      ${notOwnAppeal(sql, moderator)}`,
  )
  return rows.map(toSubject)
}

function columns(sql: Sql) {
  const { budget, text } = DEFAULT_POLICY
  return sql`c.site_id, ${deskColumns(sql)}, c.audit, c.report_count, exists (select from reports n where n.site_id = c.site_id and n.comment_id = c.id and n.notice
      and n.outcome is null) as is_noticed, c.version, ${wasPublished(sql)} as was_published,
    c.erased_at is not null as is_erased, coalesce(v.audit_rate, ${budget.audit}) as audit_rate,
    coalesce(p.policy->'text'->>'locale', ${text.locale}) as locale, own.clauses,
    case when v.action is not null then jsonb_build_object('action', v.action, 'because', v.because) end as verdict,
    l.id is not null as is_appealed, l.against_id as appeal_against,
    (select r.statement from decisions r where r.site_id = l.site_id and r.comment_id = l.comment_id
      and r.version = l.rejected_version) as appealed`
}

function evidence(sql: Sql) {
  return sql`
    left join lateral (select action, because, policy_version, audit_rate from (${sql.unsafe(LAST_VERDICT)}) v) v on true
    left join policies p on p.site_id = c.site_id and p.version = v.policy_version
    left join appeals l on l.site_id = c.site_id and l.comment_id = c.id and l.outcome is null
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('reason', t.reason, 'locale', t.locale, 'clause', t.clause)), '[]')
        as clauses from statement_texts t where t.site_id = c.site_id
    ) own`
}

function toSubject({ isAppealed, appealAgainst, ...subject }: Row): Subject {
  return { ...subject, appealAgainst: isAppealed ? appealAgainst : undefined }
}

type Present = {
  readonly id: string
  readonly status: CommentStatus
  readonly reason: string | null
  readonly version: number
  readonly queued: boolean
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
}

/** What was made of comments of one site, by `key`; in order, with a reason where nothing was made. */
export async function outcomesOf<T>(
  tx: Queryable,
  siteId: string,
  made: ReadonlyMap<string | null, T>,
  wanted: readonly { readonly key: string; readonly id: string; readonly seen: number }[],
): Promise<Outcome<T>[]> {
  const late = wanted.filter(({ key }) => !made.has(key))
  const stale = await explainStale(tx, siteId, late)
  return wanted.map(({ key, id }) => made.get(key) ?? stale.get(id) ?? new AppError('not-found'))
}

/** Why decisions on old versions came too late, by comment, with the present state. */
export async function explainStale(
  db: Queryable,
  siteId: string,
  late: readonly { readonly id: string; readonly seen: number }[],
): Promise<Map<string, AppError>> {
  if (late.length === 0) return new Map()
  const rows = await db.query(
    (sql) => sql<Present[]>`
    select c.id, c.status, c.reason, c.version, (${sql.unsafe(IN_QUEUE)}) as queued, d.created_at as decided_at,
      d.moderator_name as decided_by
    from unnest(${late.map(({ id }) => id)}::uuid[], ${late.map(({ seen }) => seen)}::int[]) as i(id, seen)
    join comments c on c.site_id = ${siteId} and c.id = i.id
    left join lateral (
      select d.created_at, d.moderator_name from decisions d
      where d.site_id = c.site_id and d.comment_id = c.id and d.version > i.seen
      order by d.version desc limit 1
    ) d on true`,
  )
  return new Map(rows.map((now) => [now.id, tooLate(now)]))
}

function tooLate(now: Present): AppError {
  const { id: _, queued, status, reason, ...state } = now
  // A comment in the queue is shown without a reason, even if the machine gave one and a blind check of that is open.
  const shown = queued ? { commentStatus: 'pending', reason: null } : { commentStatus: status, reason }
  return new AppError('already-decided', describe(now), { members: { ...shown, ...state } })
}

function describe({ status, decidedBy }: Present): string {
  if (decidedBy !== null) return `${decidedBy} decided this meanwhile.`
  if (status === 'withdrawn') return 'Its author withdrew this comment.'
  return 'This comment changed since you saw it: look at it again.'
}
