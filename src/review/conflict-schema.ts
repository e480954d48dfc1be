import { z } from '@hono/zod-openapi'
import { COMMENT_STATUSES } from '../db/states.ts'
import { Problem } from '../http/answers.ts'

/** How the comment stands now. */
export const AlreadyDecided = Problem.extend({
  commentStatus: z.enum(COMMENT_STATUSES),
  reason: z.string().nullable(),
  version: z.int(),
  decidedBy: z.string().nullable().openapi({ description: 'null if no person decided since' }),
  decidedAt: z.iso.datetime().nullable(),
}).openapi('AlreadyDecided')

export const Claim = z
  .object({
    moderatorId: z.uuid(),
    moderator: z.string(),
    window: z.uuid().nullable().openapi({ description: 'the `Postbag-Window` that it was made with' }),
    expiresAt: z.iso.datetime(),
  })
  .openapi('Claim')

/** Who works on the comment. */
export const AlreadyClaimed = Problem.extend({ claim: Claim }).openapi('AlreadyClaimed')
