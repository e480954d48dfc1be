import { HOLDING_RULES, REASON_CODES, type ReasonCode } from '../checks/check.ts'
import type { Queryable, Sql } from '../db/client.ts'
import { type CommentStatus, LAST_DECISION, LAST_VERDICT } from '../db/states.ts'
import { type Ground, groundFor, type OwnClause } from './grounds.ts'
import { nameChecks, sentences, wordsFor } from './locale/words.ts'

/** How long an author may complain (Digital Services Act, article 20). */
const APPEAL_DAYS = 183

/**
 * The statement of reasons of the Digital Services Act, article 17, as the author reads it, in the site's language.
 * Times are RFC 3339. Stored with the decision it explains and never changed; one about a machine's verdict is
 * derived from that verdict.
 */
export type Statement = {
  /** The id of the decision or verdict, unique for ever. */
  readonly id: string
  readonly restriction: 'not-published' | 'removed'
  readonly scope: { readonly territory: 'everywhere'; readonly endsAt: null }
  readonly reason: ReasonCode
  readonly ground: Ground
  readonly facts: string
  /**
   * Whether it was caused by a notice of illegal content (never whose), by readers' reports, or on the site's own
   * initiative.
   */
  readonly source: Source
  readonly automatedDetection: boolean
  readonly automatedDecision: boolean
  readonly content: { readonly createdAt: string; readonly revision: number; readonly locale: string }
  readonly decidedAt: string
  readonly redress: { readonly text: string; readonly appealUntil: string }
}

/** What the machine had found in the revision that was decided on. */
export type VerdictGrounds = {
  readonly action: 'approve' | 'hold' | 'reject'
  readonly because: readonly string[]
}

export const SOURCES = ['own-initiative', 'report', 'notice'] as const
type Source = (typeof SOURCES)[number]

type StatementFacts = {
  readonly id: string
  readonly by: 'moderator' | 'machine'
  readonly reason: string | null
  readonly fromStatus: CommentStatus
  readonly verdict: VerdictGrounds | null
  readonly isAudit: boolean
  readonly source: Source
  readonly wasPublished: boolean
  /** The statement of the rejection that its author appealed against, if a person had made it. */
  readonly appealed: Statement | null
  readonly createdAt: Date
  readonly revision: number
  readonly locale: string
  readonly clauses: readonly OwnClause[]
  readonly decidedAt: Date
}

export function statementOf(facts: StatementFacts): Statement {
  const reason = asReason(facts.reason)
  const found = howFound(facts)
  return {
    id: facts.id,
    restriction: facts.wasPublished ? 'removed' : 'not-published',
    scope: { territory: 'everywhere', endsAt: null },
    reason,
    ground: groundFor(reason, facts.locale, facts.clauses),
    facts: describe(facts, found),
    source: found.source,
    automatedDetection: found.byMachine,
    automatedDecision: facts.by === 'machine',
    content: {
      createdAt: facts.createdAt.toISOString(),
      revision: facts.revision,
      locale: facts.locale,
    },
    decidedAt: facts.decidedAt.toISOString(),
    redress: {
      text: wordsFor(facts.locale).redress,
      appealUntil: new Date(facts.decidedAt.getTime() + APPEAL_DAYS * 86_400_000).toISOString(),
    },
  }
}

/** Whether it is still in time for the author to appeal. */
export function isAppealable(statement: Statement, now: Date): boolean {
  return now.getTime() <= Date.parse(statement.redress.appealUntil)
}

/**
 * Whether readers have ever seen comment `c`. A comment that a blind check holds they have not seen, whatever its
 * verdict.
 */
export function wasPublished(sql: Sql) {
  return sql`(c.status = 'approved'
    or exists (select from decisions e where e.site_id = c.site_id and e.comment_id = c.id
      and 'approved' in (e.from_status, e.to_status))
    or exists (select from verdicts e where e.site_id = c.site_id and e.comment_id = c.id
      and e.action = 'approve' and not e.audit))`
}

type Row = Omit<MachineRow, 'verdictId'> & {
  readonly status: CommentStatus
  readonly decision: CommentStatus | null
  readonly statement: Statement | null
  readonly verdictId: string | null
}

/** What a statement about a machine's verdict is derived from. */
export type MachineRow = {
  readonly wasPublished: boolean
  readonly createdAt: Date
  readonly locale: string | null
  readonly verdictId: string
  readonly verdictAction: VerdictGrounds['action']
  readonly because: readonly string[]
  readonly reason: string | null
  readonly revision: number
  readonly judgedAt: Date
  readonly clauses: readonly OwnClause[]
}

/**
 * Why a comment is not shown, for its author: null unless it is rejected. The decision in force is the last one that
 * was not undone; without one, the machine's verdict applies.
 */
export async function statementFor(
  db: Queryable,
  { siteId, commentId }: { readonly siteId: string; readonly commentId: string },
): Promise<Statement | null> {
  const [row] = await db.query(
    (sql) => sql<Row[]>`
    select c.status, ${wasPublished(sql)} as was_published, d.to_status as decision, d.statement, ${machineColumns(sql)}
    from comments c
    left join lateral (${sql.unsafe(LAST_DECISION)}) d on true
    left join lateral (${sql.unsafe(LAST_VERDICT)}) v on true
    left join policies p on p.site_id = c.site_id and p.version = v.policy_version
    where c.site_id = ${siteId} and c.id = ${commentId}`,
  )
  if (row?.status !== 'rejected') return null
  if (row.decision === 'rejected' && row.statement !== null) return row.statement
  return row.verdictId === null ? null : machineStatement({ ...row, verdictId: row.verdictId })
}

/** The columns of a `MachineRow` except `wasPublished`, for verdict `v` on comment `c` under policy `p`. */
export function machineColumns(sql: Sql) {
  return sql`c.created_at, p.policy->'text'->>'locale' as locale, v.id as verdict_id, v.action as verdict_action,
    v.because, v.reason, v.revision, v.created_at as judged_at,
    (select coalesce(jsonb_agg(jsonb_build_object('reason', t.reason, 'locale', t.locale, 'clause', t.clause)), '[]')
      from statement_texts t where t.site_id = c.site_id) as clauses`
}

export function machineStatement(row: MachineRow): Statement {
  return statementOf({
    id: row.verdictId,
    by: 'machine',
    reason: row.reason,
    fromStatus: 'pending',
    verdict: { action: row.verdictAction, because: row.because },
    isAudit: false,
    source: 'own-initiative',
    wasPublished: row.wasPublished,
    appealed: null,
    createdAt: row.createdAt,
    revision: row.revision,
    locale: row.locale ?? 'en',
    clauses: row.clauses,
    decidedAt: row.judgedAt,
  })
}

type Found = { readonly source: Source; readonly byMachine: boolean }

/**
 * How the comment came to attention. "By machine" means that a check brought it there, rather than a reader, a person
 * or a rule that holds everything. An appeal does not change that.
 */
function howFound({ by, verdict, fromStatus, source, isAudit, appealed }: StatementFacts): Found {
  if (appealed !== null) return { source: appealed.source, byMachine: appealed.automatedDetection }
  if (by === 'machine') return { source, byMachine: true }
  if (source !== 'own-initiative' || isAudit || fromStatus === 'approved' || verdict === null)
    return { source, byMachine: false }
  return { source, byMachine: verdict.action !== 'approve' && checksIn(verdict).length > 0 }
}

function checksIn({ because }: VerdictGrounds): readonly string[] {
  return because.filter((check) => !HOLDING_RULES.includes(check))
}

function describe(facts: StatementFacts, found: Found): string {
  const { locale } = facts
  const checks = facts.verdict === null ? [] : checksIn(facts.verdict)
  if (facts.by === 'machine') return nameChecks('machine', locale, checks)
  const { noticed, reported, moderator } = wordsFor(locale)
  if (found.source !== 'own-initiative')
    return sentences(locale, found.source === 'notice' ? noticed : reported, moderator)
  return sentences(locale, found.byMachine ? nameChecks('held', locale, checks) : '', moderator)
}

/** Reasons are stored as text, and an older version may have known others. */
function asReason(reason: string | null): ReasonCode {
  return REASON_CODES.find((code) => code === reason) ?? 'other'
}
