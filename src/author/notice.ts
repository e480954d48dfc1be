import type { Queryable } from '../db/client.ts'
import type { CommentStatus, NoticeState } from '../db/states.ts'
import { statementFor } from '../statements/statement.ts'

/** A notice of illegal content, as its sender may see it. */
type Notice = {
  readonly siteId: string
  readonly id: string
  readonly commentId: string
  readonly article: { readonly key: string; readonly url: string | null }
  readonly createdAt: Date
  readonly state: NoticeState
  readonly decidedAt: Date | null
  /** Null while nothing is decided. */
  readonly isAutomated: boolean | null
}

type Row = Pick<Notice, 'siteId' | 'id' | 'commentId' | 'article' | 'createdAt'> & {
  readonly outcome: 'upheld' | 'dismissed' | null
  readonly status: CommentStatus
  readonly isErased: boolean
  readonly decidedAt: Date | null
}

/**
 * A notice and what became of it. It tells the comment's present state, so that a granted appeal, or an edit that a
 * machine rejected, shows too.
 */
export async function findNotice(db: Queryable, siteId: string, id: string): Promise<Notice | undefined> {
  const [row] = await db.query(
    (sql) => sql<Row[]>`
    select r.site_id, r.id, r.comment_id, json_build_object('key', a.key, 'url', a.url) as article, r.created_at,
      r.outcome, c.status, c.erased_at is not null as is_erased, c.decided_at
    from reports r
    join comments c on c.site_id = r.site_id and c.id = r.comment_id
    join articles a on a.site_id = c.site_id and a.id = c.article_id
    where r.site_id = ${siteId} and r.id = ${id} and r.notice`,
  )
  if (row === undefined) return undefined
  const { outcome, status, isErased, decidedAt, ...notice } = row
  const state = stateOf(row)
  if (state === 'open' || state === 'gone') return { ...notice, state, decidedAt: null, isAutomated: null }
  const statement = await statementFor(db, { siteId, commentId: row.commentId })
  return { ...notice, state, decidedAt, isAutomated: statement?.automatedDecision ?? false }
}

function stateOf({ outcome, status, isErased }: Row): NoticeState {
  if (status === 'withdrawn' || isErased) return 'gone'
  if (status === 'rejected') return 'upheld'
  if (status === 'approved' && outcome !== null) return 'dismissed'
  return outcome ?? 'open'
}
