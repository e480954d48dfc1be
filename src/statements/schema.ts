import { z } from '@hono/zod-openapi'
import { REASON_CODES } from '../checks/check.ts'
import type { Sent } from '../http/answers.ts'
import { SOURCES, type Statement } from './statement.ts'

const at = z.iso.datetime()

/** As its author and moderators read it. */
const StatementOfReasons = z
  .object({
    id: z.uuid().openapi({ description: 'Of the decision or verdict that it explains' }),
    restriction: z
      .enum(['not-published', 'removed'])
      .openapi({ description: 'Whether readers never saw the comment, or do not any more' }),
    scope: z
      .object({ territory: z.literal('everywhere'), endsAt: z.null() })
      .openapi({ description: 'Where it applies, and until when: for good' }),
    reason: z.enum(REASON_CODES),
    ground: z
      .object({ kind: z.enum(['terms', 'law']), clause: z.string() })
      .openapi({ description: "A house rule or the law, in words of the site's language" }),
    facts: z.string().openapi({ description: "What was found, and by whom, in the site's language" }),
    source: z.enum(SOURCES).openapi({
      description: "A notice of illegal content, readers' reports, or the site's own initiative",
    }),
    automatedDetection: z.boolean().openapi({ description: 'A check brought the comment to attention' }),
    automatedDecision: z.boolean(),
    content: z
      .object({
        createdAt: at,
        revision: z.int().openapi({ description: '1 for the text as it was first sent' }),
        locale: z.string(),
      })
      .openapi({ description: 'What was decided on' }),
    decidedAt: at,
    redress: z
      .object({ text: z.string(), appealUntil: at })
      .openapi({ description: 'What its author can do about it' }),
  })
  .openapi('StatementOfReasons', {
    description: 'Of a rejection (Digital Services Act, article 17)',
  }) satisfies z.ZodType<Sent<Statement>>

/** Not `.nullable()`, which would have it be null and a statement at once. */
export const StatementOrNone = z.union([StatementOfReasons, z.null()])
