/* Closed sets of the rows and conditions on them, without the schema itself: what runs needs no table builder. */

export const COMMENT_STATUSES = ['pending', 'approved', 'rejected', 'withdrawn'] as const
export type CommentStatus = (typeof COMMENT_STATUSES)[number]

/** What waits for a moderator: held, reported while visible, or decided by machine and drawn for a blind check. */
export const IN_QUEUE = `status = 'pending' or (status = 'approved' and report_count > 0) or (audit and status in ('approved', 'rejected'))`

export const DELIVERY_STATES = ['waiting', 'delivered', 'parked'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

export const BULK_STATES = ['waiting', 'running', 'done', 'stopped', 'failed'] as const
export type BulkState = (typeof BULK_STATES)[number]

/** How a notice of illegal content stands: the comment is seen no more, stays, or is gone by its author's will. */
export const NOTICE_STATES = ['open', 'upheld', 'dismissed', 'gone'] as const
export type NoticeState = (typeof NOTICE_STATES)[number]

/** Whether messages about a comment go to its author: not, not before the address was confirmed, or yes. */
export const MAIL_STATES = ['off', 'confirming', 'on'] as const
export type MailState = (typeof MAIL_STATES)[number]

/** Why a copy of a comment is kept: life or safety is in danger, an authority ordered it, or a claim is argued about. */
export const EVIDENCE_CAUSES = ['danger-to-life', 'authority-order', 'legal-claim'] as const
export type EvidenceCause = (typeof EVIDENCE_CAUSES)[number]
