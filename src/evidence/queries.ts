import { z } from 'zod'
import { isoText } from '../comments/public-json.ts'
import type { Queryable, Sql } from '../db/client.ts'
import type { EvidenceCause } from '../db/states.ts'
import { AppError } from '../errors.ts'
import { decodeCursor, encodeCursor, type Page, toPage } from '../http/paging.ts'

/** Something done about a copy, other than reading it. */
type EvidenceAct = { readonly by: string; readonly at: string } & (
  | {
      readonly action: 'tell'
      readonly authority: string
      readonly reference: string | null
      readonly toldAt: string
    }
  | { readonly action: 'keep'; readonly keepUntil: string; readonly reason: string }
  | { readonly action: 'release'; readonly reason: string }
)

/** That a copy of a comment is or was held, and why; without the copy itself. */
export type Evidence = {
  readonly id: string
  readonly commentId: string
  readonly article: { readonly key: string; readonly title: string | null } | null
  readonly cause: EvidenceCause
  readonly note: string | null
  readonly keptBy: string
  readonly createdAt: Date
  readonly keepUntil: Date
  /** When the copy was released or expired, and so was deleted. */
  readonly endedAt: Date | null
  /** Oldest first. */
  readonly acts: readonly EvidenceAct[]
  /** The last twenty, newest first. */
  readonly readings: readonly { readonly by: string; readonly at: string }[]
}

export type EvidenceRef = { readonly siteId: string; readonly id: string }

export const EVIDENCE_STATES = ['held', 'all'] as const

/** @throws {AppError} `not-found`. */
export async function getEvidence(db: Queryable, { siteId, id }: EvidenceRef): Promise<Evidence> {
  const [found] = await db.query(
    (sql) => sql<Evidence[]>`${views(sql)} where e.site_id = ${siteId} and e.id = ${id}`,
  )
  if (found === undefined) throw new AppError('not-found')
  return found
}

const Key = z.tuple([z.uuid()])

/** The evidence held on a site, or all there ever was, newest first. */
export async function listEvidence(
  db: Queryable,
  siteId: string,
  {
    state,
    limit,
    cursor,
  }: {
    readonly state: (typeof EVIDENCE_STATES)[number]
    readonly limit: number
    readonly cursor?: string | undefined
  },
): Promise<Page<Evidence>> {
  const list = `evidence ${siteId} ${state}`
  const [before = null] = cursor === undefined ? [] : decodeCursor(list, cursor, Key)
  const rows = await db.query(
    (sql) => sql<Evidence[]>`
    ${views(sql)} where e.site_id = ${siteId} and (${state === 'all'} or e.ended_at is null)
      and (${before}::uuid is null or e.id < ${before})
    order by e.id desc limit ${limit + 1}`,
  )
  return toPage(rows, limit, ({ id }) => encodeCursor(list, [id]))
}

/** The beginning of a statement about evidence `e`. */
function views(sql: Sql) {
  return sql`
    select e.id, e.comment_id, e.cause, e.note, e.moderator_name as kept_by, e.created_at, e.keep_until, e.ended_at,
      case when a.id is not null then jsonb_build_object('key', a.key, 'title', a.title) end as article,
      (select coalesce(jsonb_agg(x.detail || jsonb_build_object('action', x.action, 'by', x.moderator_name,
          'at', ${isoText(sql, 'x.created_at')}) order by x.id), '[]')
        from evidence_acts x where x.site_id = e.site_id and x.evidence_id = e.id and x.action <> 'read') as acts,
      (select coalesce(jsonb_agg(jsonb_build_object('by', x.moderator_name, 'at', ${isoText(sql, 'x.created_at')})
          order by x.id desc), '[]')
        from (select * from evidence_acts x where x.site_id = e.site_id and x.evidence_id = e.id and x.action = 'read'
          order by x.id desc limit 20) x) as readings
    from evidence e
    left join comments c on c.site_id = e.site_id and c.id = e.comment_id
    left join articles a on a.site_id = c.site_id and a.id = c.article_id`
}
