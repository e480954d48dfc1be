import { z } from '@hono/zod-openapi'
import { MAIL_STATES } from '../db/states.ts'

/** Read by the submission's own rules, so that a wrong address gets the submission's own message. */
export const MailBody = z.looseObject({}).openapi('Mail', {
  type: 'object',
  properties: { email: { type: 'string', format: 'email' } },
  required: ['email'],
})

export const MailAnswer = z.object({
  mail: z.enum(MAIL_STATES).openapi({
    description: '`confirming` until the address has been confirmed by the link in a message to it',
  }),
})
