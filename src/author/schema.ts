import { z } from '@hono/zod-openapi'
import { REASON_CODES } from '../checks/check.ts'
import { INCORRECT_EMAIL, MAX_NAME } from '../comments/field-rules.ts'
import { cleanName } from '../comments/names.ts'
import { Comment } from '../comments/schema.ts'
import { isLonger, isLongWhatever, isStorable } from '../comments/text.ts'
import { COMMENT_STATUSES, MAIL_STATES, NOTICE_STATES } from '../db/states.ts'
import { isReachable } from '../mail/address.ts'
import { StatementOrNone } from '../statements/schema.ts'

/** Read by the submission's own rules, so that a missing text gets the submission's own message. */
export const EditBody = z.looseObject({}).openapi('Edit', {
  type: 'object',
  properties: { text: { type: 'string' } },
  required: ['text'],
})

/**
 * Whoever gives notice of illegal content (Digital Services Act, article 16) says who they are, except where children
 * are abused.
 */
const Notice = z
  .object({
    name: z
      .string()
      .nullish()
      .transform((name) => (name && isLongWhatever(name, MAX_NAME) ? name : cleanName(name ?? '')))
      .refine((name) => name === null || !isLonger(name, MAX_NAME), {
        message: `Please use at most ${MAX_NAME} characters`,
        params: { code: 'too-long', limit: MAX_NAME },
      })
      .openapi({ type: ['string', 'null'] }),
    email: z
      .string()
      .nullish()
      .transform((email) => email?.trim() || null)
      .refine((email) => email === null || isReachable(email), {
        message: INCORRECT_EMAIL,
        params: { code: 'invalid' },
      })
      .openapi({ type: ['string', 'null'], format: 'email' }),
    childAbuse: z
      .boolean()
      .default(false)
      .openapi({ description: 'It is about sexual abuse of children: neither name nor e-mail is needed' }),
    goodFaith: z
      .boolean()
      .refine((isGood) => isGood, {
        message: 'Say that you believe in good faith that this is accurate and complete.',
        params: { code: 'required' },
      })
      .openapi({
        enum: [true],
        description: 'Its sender believes in good faith that what it says is accurate and complete',
      }),
  })
  .superRefine(({ name, email, childAbuse }, { addIssue }) => {
    if (name === null && !childAbuse) addIssue(missing('name', 'Please enter your name here'))
    if (email === null && !childAbuse) addIssue(missing('email', INCORRECT_EMAIL))
  })
  .openapi('Notice')

/** Longest note, in UTF-16 units. */
const MAX_NOTE = 2_000

export const ReportBody = z
  .object({
    reason: z.enum(REASON_CODES),
    notice: Notice.nullish().transform((notice) => notice ?? null),
    note: z
      .string()
      .max(MAX_NOTE, `Please use at most ${MAX_NOTE} characters`)
      .refine(isStorable, 'This holds characters that cannot be stored.')
      .nullish()
      .transform((note) => (note?.trim() ? note.trim() : null))
      .openapi({ type: ['string', 'null'], description: 'With a notice: why it is illegal' }),
  })
  .superRefine(({ notice, note }, { addIssue }) => {
    if (notice !== null && note === null) addIssue(missing('note', 'Say why this is illegal.'))
  })
  .openapi('ReportBody')

function missing(field: string, message: string) {
  return { code: 'custom' as const, path: [field], message, params: { code: 'required' } }
}

/** The report as a plain form sends it: the reason `illegal` makes it a notice, and a ticked box is present. */
export const ReportForm = z
  .object({
    reason: z.enum(REASON_CODES),
    note: z.string().optional(),
    'notice.name': z.string().optional(),
    'notice.email': z.string().optional(),
    'notice.childAbuse': z.string().optional(),
    'notice.goodFaith': z.string().optional(),
  })
  .openapi('ReportForm')

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
    statement: StatementOrNone.optional().openapi({
      description: 'With the receipt: the statement of reasons of a rejection',
    }),
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

export const ReportedAnswer = z.object({
  id: z.uuid(),
  reason: z.enum(REASON_CODES),
  createdAt: at,
  receipt: z.string().optional().openapi({
    description: 'Of a notice: the key to `/v1/sites/{site}/notices/{receipt}`, where its state stands',
  }),
})

export const NoticeParams = z.object({ site: z.string(), receipt: z.string() })

export const NoticeAnswer = z
  .object({
    id: z.uuid(),
    comment: z.object({ id: z.uuid(), url: z.string() }),
    createdAt: at,
    state: z.enum(NOTICE_STATES).openapi({
      description:
        '`open`: a moderator will decide; `upheld`: readers do not see the comment; `dismissed`: they do; `gone`: its author took it back or had it erased',
    }),
    decidedAt: at.nullable(),
    automated: z
      .boolean()
      .nullable()
      .openapi({ description: 'Whether it was decided by automated means; null where nothing was decided' }),
    redress: z.string().nullable().openapi({ description: 'What can be done against the decision' }),
  })
  .openapi('NoticeState')
export const LikedAnswer = z.object({ likes: z.int(), liked: z.boolean() })
