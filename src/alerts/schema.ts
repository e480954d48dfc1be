import { z } from '@hono/zod-openapi'
import { time } from '../review/schema.ts'

/** A week. */
const MOST_MINUTES = 10_080

export const AlertsBody = z.strictObject({
  url: z.string().min(1).max(2_000).optional().openapi({
    description:
      'An incoming webhook of Slack, Mattermost, Rocket.Chat or Discord (there ending in `/slack`); absent: the one that is set',
  }),
  afterMinutes: z.int().min(1).max(MOST_MINUTES).default(30).openapi({
    description: 'How long a comment waits before the chat is told',
  }),
  everyMinutes: z.int().min(5).max(MOST_MINUTES).default(60).openapi({
    description: 'The chat hears no more often than this, and never twice of the same comments',
  }),
})

export const AlertsAnswer = z
  .object({
    host: z.string().openapi({ description: 'Of the address, which is never shown' }),
    afterMinutes: z.int(),
    everyMinutes: z.int(),
    setBy: z.string(),
    setAt: time,
    sentAt: time.nullable().openapi({ description: 'When the chat last took one' }),
    lastError: z.string().nullable().openapi({ description: 'Why it did not take the last one' }),
  })
  .openapi('Alerts')

export const TriedAnswer = z.object({
  error: z.string().nullable().openapi({ description: 'Why the chat did not take it; null when it did' }),
})
