import { z } from '@hono/zod-openapi'
import { REASON_CODES } from '../checks/check.ts'
import { isStorable } from '../comments/text.ts'
import { COMMENT_STATUSES } from '../db/states.ts'
import type { Sent } from '../http/answers.ts'
import { cursorParam, limitParam } from '../http/paging.ts'
import { slug } from '../sites/schema.ts'
import { StatementOrNone } from '../statements/schema.ts'
import { BAN_EFFECTS, BAN_KINDS } from './bans.ts'
import { Claim } from './conflict-schema.ts'
import { LOG_ACTIONS } from './decisions/log.ts'
import { leftForColleagues } from './notes/schema.ts'
import { QUEUE_SORTS } from './queue.ts'
import type { Recent } from './record.ts'
import { SignalAnswer, spans } from './signal-schema.ts'
import type { Similar } from './similar.ts'

/** Text from outside that the database can store. */
export function storable(max: number) {
  return z.string().max(max).refine(isStorable, 'This holds characters that cannot be stored.')
}

/** A time with a zone, within the range that the database can store. */
export const time = z.iso
  .datetime({ offset: true })
  .refine((at) => at >= '1970', 'This is too long ago.')
  .transform((at) => new Date(at))
  // With its offset, the time may fall into a year of five digits, which has another notation.
  .refine((at) => at.getUTCFullYear() <= 9999, 'This is too far ahead.')

const phrase = storable(200)

export const IdParams = z.object({ id: z.uuid() })
export const SiteQuery = z.object({ site: slug.optional() })
const paged = { limit: limitParam(), cursor: cursorParam }

/** Selects waiting comments; every member that is given must match. */
export const match = {
  site: slug.optional(),
  reason: phrase.optional().openapi({
    description: '`reported`, `appealed`, `second-opinion`, a reason code, or the name of a check',
  }),
  section: phrase.optional(),
  q: phrase.optional().openapi({ description: 'words and "phrases" of name and text' }),
  author: z.uuid().optional().openapi({ description: "a comment's id: everything by its author" }),
  similar: z.uuid().optional().openapi({ description: "a comment's id: what says nearly the same" }),
  domain: phrase.optional().openapi({ description: 'a host it links to, or a parent of one' }),
}

export const QueueQuery = z.object({
  ...match,
  sort: z.enum(QUEUE_SORTS).default('priority'),
  ...paged,
})

export const SearchQuery = z.object({
  site: slug.optional(),
  status: z.enum(COMMENT_STATUSES).optional(),
  picked: z.literal('true').optional().openapi({ description: 'only what the newsroom chose' }),
  q: phrase.optional(),
  author: phrase
    .optional()
    .openapi({ description: "a name, or a comment's id for everything by its author" }),
  article: phrase.optional().openapi({ description: "the news site's own id of the article" }),
  ...paged,
})

export const LogQuery = z.object({
  site: slug.optional(),
  by: z.enum(['moderator', 'machine']).optional(),
  moderator: phrase.optional(),
  action: z.enum(LOG_ACTIONS).optional(),
  comment: z.uuid().optional().describe("a comment's id: only what was done to it"),
  from: time.optional(),
  to: time.optional(),
  ...paged,
})

export const StatsQuery = z.object({
  site: slug.optional(),
  days: z.coerce.number().int().min(1).max(90).default(7),
})

/** The version of a comment, a policy or a model, within the range of its column. */
export const version = z
  .int()
  .min(1)
  .max(2 ** 31 - 1)

const decision = {
  action: z.enum(['approve', 'reject']),
  reason: z.enum(REASON_CODES).optional(),
  note: storable(2_000).optional(),
  version,
}
export const DecisionBody = z.strictObject(decision)
/** In one request. */
const MOST_DECISIONS = 500
export const DecisionsBody = z.strictObject({
  decisions: z
    .array(z.strictObject({ id: z.uuid(), site: slug.optional(), ...decision }))
    .min(1)
    .max(MOST_DECISIONS),
})

export const AnswerBody = z.strictObject({
  text: storable(20_000),
  name: storable(300).optional().openapi({ description: "who signs; absent, the moderator's own name" }),
})

export const UndoBody = z.strictObject({ ids: z.array(z.uuid()).min(1).max(MOST_DECISIONS) })

export const AppealBody = z.object({ note: storable(2_000).nullish() })

const at = z.iso.datetime()
const status = z.enum(COMMENT_STATUSES)

export const DeskComment = z
  .object({
    id: z.uuid(),
    site: z.string(),
    parentId: z.uuid().nullable(),
    author: z.object({ name: z.string(), website: z.string().nullable(), badge: z.string().nullable() }),
    email: z.string().nullable().openapi({ example: 'a***@example.org' }),
    text: z.string(),
    html: z.string(),
    status,
    reason: z.string().nullable(),
    submittedAt: at,
    editedAt: at.nullable(),
    decidedAt: at.nullable(),
    likes: z.int(),
    replyCount: z.int(),
    picked: z.boolean().openapi({ description: 'the newsroom chose it' }),
  })
  .openapi('DeskComment')

const moderator = z.object({ id: z.uuid(), name: z.string() })

export const Decision = z
  .object({
    id: z.uuid(),
    site: z.string(),
    commentId: z.uuid(),
    action: z.enum(['approve', 'reject', 'undo']),
    reason: z.string().nullable(),
    note: z.string().nullable(),
    moderator,
    fromStatus: status,
    toStatus: status,
    version: z.int(),
    undoes: z.uuid().nullable(),
    statement: StatementOrNone.openapi({ description: 'the statement of reasons its author reads' }),
    createdAt: at,
  })
  .openapi('Decision')

export const ReviewItem = z
  .object({
    comment: DeskComment,
    version: z.int(),
    article: z.object({
      key: z.string(),
      url: z.string().nullable(),
      title: z.string().nullable(),
      section: z.string().nullable(),
      open: z.boolean(),
      premoderated: z.boolean(),
    }),
    // Not `.nullable()`, which in the description would mean null and a comment at once; and so on below.
    parent: z.union([DeskComment, z.null()]),
    author: z.object({
      approved: z.int(),
      rejected: z.int(),
      pending: z.int(),
      firstSeenAt: at,
      bans: z.array(
        z.object({
          id: z.uuid(),
          kind: z.enum(BAN_KINDS),
          effect: z.enum(BAN_EFFECTS),
          expiresAt: z.string().nullable(),
        }),
      ),
    }),
    signals: z.array(SignalAnswer),
    verdict: z
      .object({
        action: z.enum(['approve', 'hold', 'reject']),
        probability: z.number().nullable(),
        because: z.array(z.string()),
        reason: z.string().nullable(),
        thresholds: z
          .object({ approveBelow: z.number().nullable(), rejectAbove: z.number().nullable() })
          .nullable(),
        explanation: z
          .array(z.object({ feature: z.string(), weight: z.number(), spans: spans.optional() }))
          .nullable()
          .openapi({ description: 'what moved the probability; positive weights speak for rejecting' }),
        policyVersion: z.int(),
        modelVersion: z.int().nullable(),
        audit: z.boolean(),
        createdAt: at,
      })
      .nullable(),
    judge: z
      .object({
        spam: z.number(),
        abuse: z.number(),
        likelyReason: z.enum(['spam', 'abuse']).nullable(),
      })
      .nullable()
      .openapi({ description: 'what kind of rejection it would be; a guess for moderators alone' }),
    reports: z.array(
      z.object({
        reason: z.string(),
        note: z.string().nullable(),
        createdAt: z.string(),
        outcome: z.string().nullable(),
        notice: z.object({ name: z.string().nullable() }).nullable(),
        reporter: z.object({ upheld: z.int(), dismissed: z.int() }),
      }),
    ),
    claim: z.union([Claim, z.null()]),
    appeal: z
      .object({ note: z.string().nullable(), createdAt: z.string(), againstId: z.uuid().nullable() })
      .nullable(),
    ...leftForColleagues,
  })
  .openapi('ReviewItem')

const SimilarComment = z
  .object({
    id: z.uuid(),
    articleKey: z.string(),
    name: z.string(),
    text: z.string(),
    status,
    exact: z.boolean().openapi({ description: 'the words are exactly the same' }),
    sharedLinks: z.boolean().openapi({ description: 'it links to a host that the comment links to' }),
    submittedAt: at,
  })
  .openapi('SimilarComment') satisfies z.ZodType<Sent<Similar>>

const RecentComment = z
  .object({
    id: z.uuid(),
    site: z.string(),
    text: z.string(),
    status,
    reason: z.string().nullable(),
    article: z.object({ key: z.string(), title: z.string().nullable() }),
    submittedAt: at,
  })
  .openapi('RecentComment') satisfies z.ZodType<Sent<Recent>>

export const CommentRecord = ReviewItem.extend({
  decisions: z.array(Decision),
  revisions: z.array(z.object({ revision: z.int(), text: z.string(), replacedAt: at })),
  similar: z.array(SimilarComment),
  recent: z.array(RecentComment),
}).openapi('CommentRecord')

export const Facets = z.object({
  waiting: z.int(),
  sections: z.array(z.object({ site: z.string(), section: z.string(), pending: z.int() })),
  reasons: z.array(z.object({ reason: z.string(), pending: z.int() })),
  reported: z.int(),
  appealed: z.int(),
  secondOpinions: z.int(),
  capped: z.boolean(),
})

export const LogEntry = Decision.extend({
  commentId: z.uuid().nullable(),
  by: z.enum(['moderator', 'machine']),
  action: z.enum(LOG_ACTIONS),
  moderator: moderator.nullable(),
  fromStatus: status.nullable(),
  toStatus: status.nullable(),
  because: z.array(z.string()).nullable(),
  policyVersion: z.int().nullable(),
  modelVersion: z.int().nullable(),
  author: z.string().nullable(),
  excerpt: z.string().nullable().openapi({ description: 'how the comment begins, as it reads now' }),
  article: z
    .object({ key: z.string(), title: z.string().nullable() })
    .nullable()
    .openapi({ description: 'what was closed, reopened or pre-moderated; then there is no comment' }),
})
  .omit({ version: true })
  .openapi('LogEntry')
