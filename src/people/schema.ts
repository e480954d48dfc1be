import { z } from '@hono/zod-openapi'
import {
  APPEAL_OUTCOMES,
  COMMENT_SOURCES,
  COMMENT_STATUSES,
  EVIDENCE_CAUSES,
  REPORT_OUTCOMES,
} from '../db/states.ts'
import type { Sent } from '../http/answers.ts'
import { BAN_EFFECTS, BAN_KINDS } from '../review/bans.ts'
import { StoredSignal } from '../review/signal-schema.ts'
import { StatementOrNone } from '../statements/schema.ts'
import type { Disclosed } from './disclose.ts'

const at = z.iso.datetime()
const text = z.string()
const orNone = text.nullable()

const DisclosedComment = z
  .object({
    id: z.uuid(),
    article: text.openapi({ description: "The news site's own id of the article" }),
    url: orNone,
    parentId: z.uuid().nullable(),
    status: z.enum(COMMENT_STATUSES),
    reason: orNone,
    name: text,
    email: orNone,
    website: orNone,
    badge: orNone,
    color: orNone,
    verified: z.boolean().openapi({ description: "The publisher's login vouched for the name" }),
    text,
    likes: z.int(),
    source: z.enum(COMMENT_SOURCES),
    createdAt: at,
    editedAt: at.nullable(),
    decidedAt: at.nullable(),
    formerTexts: z.array(z.object({ text, replacedAt: at })),
    verdicts: z
      .array(
        z.object({
          action: z.enum(['approve', 'hold', 'reject']),
          reason: orNone,
          because: z.array(text),
          probability: z.number().nullable().openapi({ description: 'Of a rejection, 0 to 1' }),
          signals: z.array(StoredSignal),
          createdAt: at,
        }),
      )
      .openapi({ description: 'What the machine made of it, each time it was judged' }),
    decisions: z.array(
      z.object({
        action: z.enum(['approve', 'reject', 'undo']),
        reason: orNone,
        note: orNone,
        statement: StatementOrNone,
        createdAt: at,
      }),
    ),
    appeals: z.array(z.object({ note: orNone, outcome: z.enum(APPEAL_OUTCOMES).nullable(), createdAt: at })),
    notes: z
      .array(z.object({ text, createdAt: at }))
      .openapi({ description: 'What moderators noted on it and on its author' }),
    bans: z
      .array(
        z.object({
          kind: z.enum(BAN_KINDS),
          effect: z.enum(BAN_EFFECTS),
          note: orNone,
          createdAt: at,
          expiresAt: at.nullable(),
          liftedAt: at.nullable(),
        }),
      )
      .openapi({ description: 'Of its author, network or e-mail address, lifted ones too' }),
    evidence: z
      .array(z.object({ cause: z.enum(EVIDENCE_CAUSES), createdAt: at, keepUntil: at }))
      .openapi({ description: 'Copies that are held' }),
    mail: z.boolean().openapi({ description: 'Its author hears by e-mail what becomes of it' }),
  })
  .openapi('DisclosedComment')

export const DisclosureAnswer = z.object({
  comments: z.array(DisclosedComment),
  notices: z
    .array(
      z.object({
        id: z.uuid(),
        commentId: z.uuid(),
        reason: text,
        note: orNone,
        name: orNone,
        outcome: z.enum(REPORT_OUTCOMES).nullable(),
        createdAt: at,
      }),
    )
    .openapi({ description: 'On the first page, for an e-mail address' }),
  next: z.uuid().nullable().openapi({ description: '`after` of the next page' }),
}) satisfies z.ZodType<Sent<Disclosed>>
