/*
 * Closed sets used in rows, and conditions on them, apart from the schema so that the running service needs no table
 * builder.
 */

export const COMMENT_STATUSES = ['pending', 'approved', 'rejected', 'withdrawn'] as const
export type CommentStatus = (typeof COMMENT_STATUSES)[number]

/** What waits for a moderator: held, reported while visible, or decided by machine and drawn for a blind check. */
export const IN_QUEUE = `status = 'pending' or (status = 'approved' and report_count > 0) or (audit and status in ('approved', 'rejected'))`

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

/** Why a copy of a comment is kept: somebody is in danger, an authority ordered it, or there is a legal dispute. */
export const EVIDENCE_CAUSES = ['danger-to-life', 'authority-order', 'legal-claim'] as const
export type EvidenceCause = (typeof EVIDENCE_CAUSES)[number]
