import { z } from '@hono/zod-openapi'
import type { Sent } from '../http/answers.ts'
import type { Preview } from './preview.ts'

const action = z.enum(['approve', 'hold', 'reject'])

const VerdictCounts = z
  .object({
    approve: z.int(),
    hold: z.int(),
    reject: z.int(),
    decided: z.int().openapi({ description: 'Those of them that a person decided on as well' }),
    decidedApprove: z.int().openapi({ description: 'Approved, and a person decided on it as well' }),
    wrongApprove: z.int().openapi({ description: 'Approved, and a person rejected it' }),
    decidedReject: z.int().openapi({ description: 'Rejected, and a person decided on it as well' }),
    wrongReject: z.int().openapi({ description: 'Rejected, and a person approved it' }),
  })
  .openapi('VerdictCounts')

export const PreviewAnswer = z
  .object({
    comments: z.int().openapi({ description: 'Comments looked at, those judged last' }),
    changed: z.int().openapi({ description: 'Those of them with another verdict' }),
    before: VerdictCounts,
    after: VerdictCounts,
    changes: z.array(z.object({ from: action, to: action, count: z.int() })),
    examples: z
      .array(
        z.object({
          id: z.uuid(),
          text: z.string().openapi({ description: 'How it begins' }),
          from: action,
          to: action,
          because: z.array(z.string()).openapi({ description: 'The checks and rules behind the verdict' }),
          decided: z.enum(['approve', 'reject']).nullable().openapi({ description: 'What a person decided' }),
        }),
      )
      .openapi({ description: 'The first twenty with another verdict' }),
  })
  .openapi('PolicyPreview') satisfies z.ZodType<Sent<Preview>>
