import { z } from '@hono/zod-openapi'
import type { Sent } from '../../http/answers.ts'
import type { BudgetFigures } from './budget.ts'
import type { Figures } from './figures.ts'
import type { Stats } from './stats.ts'

const at = z.iso.datetime()
const share = z.number().min(0).max(1)
const outcomes = { approve: z.int(), hold: z.int(), reject: z.int() }
const decided = { approve: z.int(), reject: z.int(), undo: z.int() }
const moderator = { id: z.uuid(), name: z.string() }

const BudgetSide = z
  .object({
    checked: z.int().openapi({ description: 'Automatic decisions that a moderator checked blindly' }),
    wrong: z.int().openapi({ description: 'Those of them decided otherwise by the moderator' }),
    rate: share.nullable().openapi({ description: 'The share that is wrong, estimated from the checks' }),
    atMost: share.nullable().openapi({ description: 'What that share exceeds in 5 of 100 cases only' }),
    isBraked: z.boolean().openapi({ description: 'Checks stopped this side' }),
    byRules: z
      .object({ checked: z.int(), wrong: z.int() })
      .openapi({ description: 'The same counts for the careful rules alone' }),
    limit: share.openapi({ description: 'The share that the policy allows to be wrong' }),
    sentence: z.string().openapi({ description: 'The same as a sentence' }),
  })
  .openapi('BudgetSide')

const ErrorBudget = z
  .object({
    site: z.string(),
    modelVersion: z.int().nullable(),
    lessons: z.int().openapi({ description: 'How many decisions the judge has learned from' }),
    thresholds: z
      .object({ approveBelow: share.nullable(), rejectAbove: share.nullable() })
      .openapi({ description: 'Probabilities of a rejection; null: that side is not automated' }),
    approve: BudgetSide,
    reject: BudgetSide,
    waiting: z.int().openapi({ description: 'Blind checks that still wait for a moderator' }),
  })
  .openapi('ErrorBudget') satisfies z.ZodType<Sent<BudgetFigures>>

export const StatsAnswer = z
  .object({
    since: at,
    queue: z.object({
      depth: z.int(),
      reported: z.int(),
      claimed: z.int(),
      oldestAt: at.nullable().openapi({ description: 'Since when the oldest waits' }),
      oldestAgeSeconds: z.number(),
    }),
    decisions: z.object({
      ...decided,
      perHour: z.array(
        z.object({
          hour: at.openapi({ description: 'When it begins' }),
          approve: z.int(),
          reject: z.int(),
        }),
      ),
      perModerator: z.array(z.object({ ...moderator, ...decided })),
    }),
    automation: z.object({
      ...outcomes,
      share: share.nullable().openapi({ description: 'The share of all verdicts that needed no person' }),
    }),
    reasons: z.array(z.object({ reason: z.string(), count: z.int() })),
    signals: z
      .array(z.object({ check: z.string(), marked: z.int(), rejected: z.int(), precision: share }))
      .openapi({
        description: 'How many of the decided comments that a check marked were rejected by a moderator',
      }),
    articles: z
      .array(z.object({ site: z.string(), key: z.string(), title: z.string().nullable(), pending: z.int() }))
      .openapi({ description: 'Where most comments wait' }),
    budget: z.array(ErrorBudget).openapi({ description: 'Of the first ten sites' }),
  })
  .openapi('Stats', {
    description: 'Shares are 0 to 1, null where there was nothing to count; hours are UTC',
  }) satisfies z.ZodType<Sent<Stats>>

const counts = z.array(z.int())
const shares = z.array(share.nullable())

export const FiguresAnswer = z
  .object({
    since: at,
    bucket: z.enum(['hour', 'day']).openapi({ description: 'By the hour for up to a week' }),
    at: z.array(at).openapi({ description: 'When each hour or day begins, in UTC' }),
    queue: z.object({
      depth: z.array(z.int().nullable()),
      oldestSeconds: z.array(z.number().nullable()),
    }),
    decisions: z.object({ approve: counts, reject: counts, undo: counts }),
    verdicts: z.object({ approve: counts, hold: counts, reject: counts }),
    share: shares.openapi({ description: 'The share of all verdicts that needed no person' }),
    moderators: z.array(z.object({ ...moderator, decisions: counts })),
    budget: z
      .array(
        z.object({
          site: z.string(),
          checked: counts,
          wrong: counts,
          rate: shares,
          atMost: shares.openapi({ description: 'What the true share exceeds in 5 of 100 cases only' }),
          limit: share,
        }),
      )
      .openapi({
        description:
          'Blind checks of what the machine published: those of each hour or day, and the error rate of all up to then',
      }),
  })
  .openapi('Figures', {
    description: 'Every list is as long as `at`; null where nothing was measured',
  }) satisfies z.ZodType<Sent<Figures>>
