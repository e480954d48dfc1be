import { z } from '@hono/zod-openapi'
import { EVIDENCE_CAUSES } from '../db/states.ts'
import { cursorParam, limitParam } from '../http/paging.ts'
import { storable, time } from '../review/schema.ts'
import { SiteParams } from '../sites/schema.ts'
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

const list = z.array(z.looseObject({}))
export const CopyAnswer = z
  .object({
    comment: z.looseObject({ id: z.uuid(), name: z.string(), text: z.string() }),
    article: z.object({ key: z.string(), url: z.string().nullable(), title: z.string().nullable() }),
    revisions: list,
    verdicts: list,
    decisions: list,
  })
  .openapi('EvidenceCopy')
