import type { Queryable } from '../db/client.ts'
import { type CommentStatus, LAST_VERDICT, type MailState } from '../db/states.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { mailStateOf } from '../mail/subscriptions.ts'
import { isClosed } from '../sites/policy.ts'
import type { Site } from '../sites/queries.ts'
import { isAppealable, type Statement, statementFor } from '../statements/statement.ts'
import { findOwnPermalink, type Permalink } from './permalink.ts'

/** A comment as its author sees it, with the truth about it. */
type OwnComment = Permalink & {
  readonly status: CommentStatus
  /** Reason codes of a rejection. */
  readonly reasons: readonly string[]
  /** The checks, or rules, that held or rejected it; empty once a person decided. */
  readonly because: readonly string[]
  readonly statement: Statement | null
  /** Until when its text may be changed; null when it no longer may. */
  readonly editableUntil: Date | null
  readonly appeal: {
    readonly isPossible: boolean
    readonly outcome: 'pending' | 'granted' | 'refused' | null
  }
  /** Present where the service sends mail. */
  readonly mail?: MailState
}

/** What has to be known before an edit or a withdrawal. */
type OwnState = {
  readonly status: CommentStatus
  readonly version: number
  /** A person rejected it: only an appeal can change that, and its author must leave the comment alone until then. */
  readonly isRejectedByPerson: boolean
  /** By the database's clock. */
  readonly editableUntil: Date
  readonly isEditable: boolean
}

type StateRow = Omit<OwnState, 'isEditable'> & {
  readonly inTime: boolean
  readonly isErased: boolean
  readonly reason: string | null
  readonly because: readonly string[] | null
  readonly isDecided: boolean
  readonly appealOutcome: 'granted' | 'refused' | null
  readonly hasAppeal: boolean
  readonly wasRefused: boolean
  readonly article: { readonly open: boolean; readonly createdAt: string }
}

/** @throws {AppError} `not-found`. */
export async function getOwnState(db: Queryable, site: Site, commentId: string): Promise<OwnState> {
  const row = await getRow(db, site, commentId)
  const { status, version, isRejectedByPerson, editableUntil } = row
  return { status, version, isRejectedByPerson, editableUntil, isEditable: isEditable(row) }
}

/** @throws {AppError} `not-found`. */
export async function getOwnComment(deps: Deps, site: Site, commentId: string): Promise<OwnComment> {
  const ref = { siteId: site.id, commentId }
  const [permalink, row, statement, mail] = await Promise.all([
    findOwnPermalink(deps.db, ref),
    getRow(deps.db, site, commentId),
    statementFor(deps.db, ref),
    deps.config.SMTP_URL === undefined ? undefined : mailStateOf(deps.db, ref),
  ])
  if (permalink === undefined) throw new AppError('not-found')
  const { status, reason } = row
  const { open, createdAt } = row.article
  const isTaken = isEditable(row) && !isClosed(site, { open, createdAt: new Date(createdAt) }, deps.now())
  const isUnderAppeal = row.hasAppeal && row.appealOutcome === null
  return {
    ...permalink,
    status,
    reasons: status === 'rejected' ? [reason ?? 'other'] : [],
    because: row.isDecided || status === 'approved' || status === 'withdrawn' ? [] : (row.because ?? []),
    statement,
    editableUntil: isTaken ? row.editableUntil : null,
    appeal: {
      isPossible:
        statement !== null && isAppealable(statement, deps.now()) && !row.wasRefused && !row.isErased,
      outcome: isUnderAppeal ? 'pending' : row.appealOutcome,
    },
    ...(mail && { mail }),
  }
}

function isEditable({ status, inTime, isErased, isRejectedByPerson }: StateRow): boolean {
  return inTime && !isErased && status !== 'withdrawn' && !isRejectedByPerson
}

async function getRow(db: Queryable, site: Site, commentId: string): Promise<StateRow> {
  const windowSeconds = site.policy.threads.editWindowMinutes * 60
  const [row] = await db.query(
    (sql) => sql<StateRow[]>`
    select c.status, c.version, c.reason, c.decided_at is not null as is_decided,
      (c.status = 'rejected' and c.decided_at is not null)
        or (c.status = 'pending' and l.outcome is null and l.against_id is not null) as is_rejected_by_person,
      (c.created_at + ${windowSeconds} * interval '1 second')::timestamptz(3) as editable_until,
      now() < c.created_at + ${windowSeconds} * interval '1 second' as in_time,
      c.erased_at is not null as is_erased,
      (select because from (${sql.unsafe(LAST_VERDICT)}) v) as because,
      l.outcome as appeal_outcome, l.id is not null as has_appeal,
      exists (select from appeals r where r.site_id = c.site_id and r.comment_id = c.id
        and r.outcome = 'refused') as was_refused,
      json_build_object('open', a.open, 'createdAt', a.created_at) as article
    from comments c
    join articles a on a.site_id = c.site_id and a.id = c.article_id
    left join lateral (
      select l.id, l.outcome, l.against_id from appeals l where l.site_id = c.site_id and l.comment_id = c.id
      order by l.rejected_version desc limit 1
    ) l on true
    where c.site_id = ${site.id} and c.id = ${commentId}`,
  )
  if (row === undefined) throw new AppError('not-found')
  return row
}
