import { z } from '@hono/zod-openapi'
import { COMMENT_SOURCES, COMMENT_STATUSES, EVIDENCE_CAUSES } from '../db/states.ts'
import type { Sent } from '../http/answers.ts'
import { cursorParam, limitParam } from '../http/paging.ts'
import { storable, time } from '../review/schema.ts'
import { StoredSignal } from '../review/signal-schema.ts'
import { SiteParams } from '../sites/schema.ts'
import { StatementOrNone } from '../statements/schema.ts'
import type { EvidenceCopy } from './copy.ts'
import { EVIDENCE_STATES } from './queries.ts'

export const EvidenceParams = SiteParams.extend({ id: z.uuid() })
export const EvidenceQuery = z.object({
  state: z.enum(EVIDENCE_STATES).default('held'),
  limit: limitParam(),
  cursor: cursorParam,
})

const reason = storable(1_000).trim().min(1)
const keepUntil = time.openapi({ description: 'In the future, within ten years' })

export const HoldBody = z.strictObject({
  commentId: z.uuid(),
  cause: z.enum(['authority-order', 'legal-claim']),
  note: storable(2_000).optional(),
  keepUntil: keepUntil.optional().openapi({ description: 'Absent: for six months' }),
})
export const ToldBody = z.strictObject({
  authority: storable(200).trim().min(1),
  reference: storable(200).trim().min(1).optional().openapi({ description: "The authority's own" }),
  toldAt: time.optional().openapi({ description: 'Absent: now' }),
})
export const UntilBody = z.strictObject({ keepUntil, reason })
export const ReleaseBody = z.strictObject({ reason })

const at = z.iso.datetime()
const done = { by: z.string(), at }

export const EvidenceAnswer = z
  .object({
    id: z.uuid(),
    commentId: z.uuid(),
    article: z.object({ key: z.string(), title: z.string().nullable() }).nullable(),
    cause: z.enum(EVIDENCE_CAUSES),
    note: z.string().nullable().openapi({ description: 'By whoever kept it; deleted with the copy' }),
    keptBy: z.string(),
    createdAt: at,
    keepUntil: at,
    endedAt: at.nullable().openapi({ description: 'When the copy was released or expired' }),
    acts: z
      .array(
        z.union([
          z.object({
            action: z.literal('tell'),
            authority: z.string(),
            reference: z.string().nullable(),
            toldAt: at,
            ...done,
          }),
          z.object({ action: z.literal('keep'), keepUntil: at, reason: z.string(), ...done }),
          z.object({ action: z.literal('release'), reason: z.string(), ...done }),
        ]),
      )
      .openapi({ description: 'Authorities told, end dates changed, release; oldest first' }),
    readings: z.array(z.object(done)).openapi({ description: 'The last twenty, newest first' }),
  })
  .openapi('Evidence')

const status = z.enum(COMMENT_STATUSES)
const keyedHash = z.string().openapi({ description: 'A keyed hash in hex' })
export const CopyAnswer = z
  .object({
    comment: z.object({
      id: z.uuid(),
      parentId: z.uuid().nullable(),
      status,
      reason: z.string().nullable(),
      name: z.string(),
      text: z.string(),
      email: z.string().nullable(),
      website: z.string().nullable(),
      badge: z.string().nullable(),
      verified: z.boolean().openapi({ description: "The publisher's login vouched for the name" }),
      source: z.enum(COMMENT_SOURCES),
      authorHash: keyedHash.openapi({ description: 'Equal for comments by the same author' }),
      networkHash: keyedHash.openapi({ description: 'Equal for comments from the same network' }),
      emailHash: keyedHash.nullable(),
      createdAt: at,
      editedAt: at.nullable(),
      decidedAt: at.nullable(),
    }),
    article: z.object({ key: z.string(), url: z.string().nullable(), title: z.string().nullable() }),
    revisions: z
      .array(z.object({ revision: z.int(), text: z.string(), replacedAt: at }))
      .openapi({ description: 'Texts that an edit replaced, oldest first' }),
    verdicts: z
      .array(
        z.object({
          revision: z.int(),
          action: z.enum(['approve', 'hold', 'reject']),
          because: z.array(z.string()),
          reason: z.string().nullable(),
          probability: z.number().nullable().openapi({ description: 'Of a rejection, 0 to 1' }),
          signals: z.array(StoredSignal),
          createdAt: at,
        }),
      )
      .openapi({ description: 'What the machine made of it, each time it was judged' }),
    decisions: z.array(
      z.object({
        id: z.uuid(),
        action: z.enum(['approve', 'reject', 'undo']),
        reason: z.string().nullable(),
        note: z.string().nullable(),
        moderator: z.string(),
        fromStatus: status,
        toStatus: status,
        statement: StatementOrNone,
        createdAt: at,
      }),
    ),
  })
  .openapi('EvidenceCopy') satisfies z.ZodType<Sent<EvidenceCopy>>
