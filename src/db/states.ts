/*
 * Closed sets used in rows, and conditions on them, apart from the schema so that the running service needs no table
 * builder.
 */

export const COMMENT_STATUSES = ['pending', 'approved', 'rejected', 'withdrawn'] as const
export type CommentStatus = (typeof COMMENT_STATUSES)[number]

/** Who brought a comment: a reader wrote it here or, until it was imported, elsewhere, or the newsroom answered. */
export const COMMENT_SOURCES = ['reader', 'import', 'newsroom'] as const

/** What waits for a moderator: held, reported while visible, or decided by machine and drawn for a blind check. */
export const IN_QUEUE = `status = 'pending' or (status = 'approved' and report_count > 0) or (audit and status in ('approved', 'rejected'))`

/**
 * Since when such a comment `c` waits: a new reason begins anew, so one from last year that was reported today has
 * waited for a day at most.
 */
export const WAITS_SINCE = `greatest(c.created_at, c.edited_at,
  case when c.report_count > 0 then (
    select min(r.created_at) from reports r
    where r.site_id = c.site_id and r.comment_id = c.id and r.outcome is null) end,
  case when c.appealed then (
    select max(l.created_at) from appeals l
    where l.site_id = c.site_id and l.comment_id = c.id and l.outcome is null) end)`

/** The machine's last verdict on comment `c`. */
export const LAST_VERDICT =
  'select v.* from verdicts v where v.site_id = c.site_id and v.comment_id = c.id order by v.revision desc limit 1'

/** Whether a decision `d` was undone. */
export const IS_UNDONE = 'exists (select from decisions u where u.site_id = d.site_id and u.undoes = d.id)'

/** The decision in force on comment `c`: the last one that was not undone. */
export const LAST_DECISION = `select d.* from decisions d where d.site_id = c.site_id and d.comment_id = c.id
  and d.action <> 'undo' and not ${IS_UNDONE} order by d.version desc limit 1`

export const DELIVERY_STATES = ['waiting', 'delivered', 'parked'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

export const BULK_STATES = ['waiting', 'running', 'done', 'stopped', 'failed'] as const
export type BulkState = (typeof BULK_STATES)[number]

/**
 * The state of a notice of illegal content: open, the comment is no longer seen, it stays, or its author removed it.
 */
export const NOTICE_STATES = ['open', 'upheld', 'dismissed', 'gone'] as const
export type NoticeState = (typeof NOTICE_STATES)[number]

/** Whether messages about a comment go to its author: no, not until the address is confirmed, or yes. */
export const MAIL_STATES = ['off', 'confirming', 'on'] as const
export type MailState = (typeof MAIL_STATES)[number]

/** What Akismet says of a comment, or is told of it: its word for what is no spam is `ham`. */
export type AkismetSaid = 'spam' | 'ham'

/** What became of a reader's report: a moderator rejected the comment, or approved it. */
export const REPORT_OUTCOMES = ['upheld', 'dismissed'] as const

/** What became of an author's appeal. */
export const APPEAL_OUTCOMES = ['granted', 'refused'] as const

/** Why a copy of a comment is kept: somebody is in danger, an authority ordered it, or there is a legal dispute. */
export const EVIDENCE_CAUSES = ['danger-to-life', 'authority-order', 'legal-claim'] as const
export type EvidenceCause = (typeof EVIDENCE_CAUSES)[number]
