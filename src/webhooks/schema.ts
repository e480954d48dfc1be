import { z } from '@hono/zod-openapi'
import { DELIVERY_STATES } from '../db/states.ts'
import { cursorParam, limitParam } from '../http/paging.ts'
import { SiteParams } from '../sites/schema.ts'

/** The events that a webhook can receive. More may be added, so receivers ignore those they do not know. */
export const EVENT_TYPES = [
  'comment.held',
  'comment.approved',
  'comment.rejected',
  'comment.edited',
  'comment.withdrawn',
  'comment.reported',
  'comment.escalated',
  'comment.erased',
  'comment.picked',
  'article.changed',
] as const

const url = z.string().min(1).max(2_000)
const events = z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length).nullable()

export const WebhookBody = z.strictObject({
  url,
  events: events
    .default(null)
    .openapi({ description: 'Types of events; null for all, those to come included' }),
  sendsText: z
    .boolean()
    .default(false)
    .openapi({ description: 'Sends the comment itself too, where readers may see it' }),
})

export const WebhookChangeBody = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  sendsText: z.boolean().optional(),
  enabled: z.boolean().optional(),
})

export const RotateBody = z.strictObject({ overlapHours: z.int().min(0).max(168).default(24) })
export const ReplayBody = z.strictObject({
  events: z
    .array(z.uuid())
    .min(1)
    .max(500)
    .optional()
    .openapi({ description: 'Absent: all that are parked' }),
})

export const WebhookParams = SiteParams.extend({ id: z.uuid() })
export const DeliveriesQuery = z.object({
  state: z.enum(DELIVERY_STATES).optional(),
  limit: limitParam(),
  cursor: cursorParam,
})

const at = z.iso.datetime()

export const WebhookAnswer = z
  .object({
    id: z.uuid(),
    url: z.string(),
    events: z.array(z.string()).nullable(),
    sendsText: z.boolean(),
    formerSecretEndsAt: at.nullable(),
    disabledAt: at.nullable(),
    disabledBecause: z.enum(['gone', 'admin']).nullable(),
    createdBy: z.string(),
    createdAt: at,
    waiting: z.int(),
    parked: z.int(),
  })
  .openapi('Webhook')

export const SecretAnswer = WebhookAnswer.extend({
  secret: z.string().openapi({ description: 'Shown this once', example: 'whsec_…' }),
})

export const DeliveryAnswer = z
  .object({
    eventId: z.uuid(),
    type: z.string(),
    commentId: z.uuid().nullable(),
    occurredAt: at,
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    lastAt: at.nullable(),
    nextAt: at.nullable(),
  })
  .openapi('Delivery')

export const ReplayedAnswer = z.object({ replayed: z.int() })

export const PingAnswer = z.object({
  status: z.int().nullable(),
  error: z.string().nullable().openapi({ description: 'Why there was no answer' }),
  ms: z.int(),
})
