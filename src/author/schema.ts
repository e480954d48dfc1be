import { z } from '@hono/zod-openapi'
import { REASON_CODES } from '../checks/check.ts'
import { isStorable } from '../comments/text.ts'
import { COMMENT_STATUSES, MAIL_STATES } from '../db/states.ts'
import { Comment } from '../threads/schema.ts'

export const CommentParams = z.object({
  site: z.string(),
  id: z
    .uuid()
    .transform((id) => id.toLowerCase())
    .openapi({ type: 'string', format: 'uuid' }),
})

/** Read by the submission's own rules, so that a missing text gets the submission's own message. */
export const EditBody = z.looseObject({}).openapi('Edit', {
  type: 'object',
  properties: { text: { type: 'string' } },
  required: ['text'],
})

export const ReportBody = z
  .object({
    reason: z.enum(REASON_CODES),
    note: z
      .string()
      .max(2_000)
      .refine(isStorable, 'This holds characters that cannot be stored.')
      .nullish()
      .transform((note) => (note?.trim() ? note.trim() : null))
      .openapi({ type: ['string', 'null'] }),
  })
  .openapi('ReportBody')

const at = z.iso.datetime()

const place = {
  article: z.object({ key: z.string(), url: z.string().nullable(), title: z.string().nullable() }),
  comment: Comment,
  ancestors: z.array(Comment),
}

export const PermalinkAnswer = z
  .object({
    ...place,
    status: z.enum(COMMENT_STATUSES),
    reasons: z.array(z.string()).optional().openapi({ description: 'With the receipt: reason codes' }),
    because: z
      .array(z.string())
      .optional()
      .openapi({ description: 'With the receipt: the checks that held or rejected it' }),
    statement: z
      .looseObject({})
      .nullish()
      .openapi({ description: 'With the receipt: the statement of reasons of a rejection' }),
    editableUntil: at
      .nullish()
      .openapi({ description: 'With the receipt: the end of the edit window, null when it is over' }),
    appeal: z
      .object({ isPossible: z.boolean(), outcome: z.enum(['pending', 'granted', 'refused']).nullable() })
      .optional(),
    mail: z.enum(MAIL_STATES).optional().openapi({
      description:
        'With the receipt, where mail is sent: whether its author hears by e-mail what becomes of it',
    }),
  })
  .openapi('Permalink')

export const ReportedAnswer = z.object({ id: z.uuid(), reason: z.enum(REASON_CODES), createdAt: at })
export const LikedAnswer = z.object({ likes: z.int(), liked: z.boolean() })
