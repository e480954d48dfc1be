import { z } from '@hono/zod-openapi'
import { OUTCOMES, REASON_CODES, type Signal } from '../checks/check.ts'
import type { Sent } from '../http/answers.ts'
import type { DeskSignal } from './desk-signal.ts'

export const spans = z.array(z.object({ start: z.int(), end: z.int() })).openapi({
  description: 'Stretches of the text: UTF-16 offsets, `end` exclusive',
})

const found = {
  check: z.string(),
  outcome: z.enum(OUTCOMES),
  reason: z
    .enum(REASON_CODES)
    .optional()
    .openapi({ description: 'The reason of a rejection on this ground' }),
  spans: spans.optional(),
  ms: z.number().openapi({ description: 'How long it took, in milliseconds' }),
}
const score = z.number().min(0).max(1)
const degree = '0 (harmless) to 1 (certain)'

/** What a check found, as it is stored. */
export const StoredSignal = z
  .object({
    ...found,
    score: score.optional().openapi({ description: `${degree}; absent where there are no degrees` }),
    detail: z.string().optional(),
    isBuiltIn: z
      .literal(true)
      .optional()
      .openapi({ description: 'It goes by no list of the site’s own, so the judge may outweigh it' }),
    isProvisional: z.literal(true).optional().openapi({ description: 'It wanted to be asked again' }),
  })
  .openapi('StoredSignal') satisfies z.ZodType<Sent<Signal>>

/** The same with every member of the contract. */
export const SignalAnswer = z
  .object({
    ...found,
    score: score.nullable().openapi({ description: `${degree}; null where there are no degrees` }),
    detail: z.string().nullable(),
  })
  .openapi('Signal') satisfies z.ZodType<Sent<DeskSignal>>
