import { z } from '@hono/zod-openapi'
import { Comment } from '../comments/schema.ts'
import { cursorParam, limitParam, numberParam } from '../http/paging.ts'
import { TRENDING_AT_MOST } from './ask.ts'
import { SORTS } from './queries.ts'

export const ThreadQuery = z.object({
  sort: z
    .enum(SORTS)
    .default('newest')
    .openapi({ description: '`picked`: those alone that the newsroom chose, replies too, newest first' }),
  limit: limitParam(),
  cursor: cursorParam,
})
export const RepliesQuery = z.object({ limit: limitParam(), cursor: cursorParam })
export const CountsQuery = z.object({
  article: z
    .union([z.string(), z.array(z.string()).min(1).max(100)], { error: 'This takes 1 to 100 article ids.' })
    .openapi({ description: 'An article id; up to 100 of them.' }),
})
export const TrendingQuery = z.object({
  days: numberParam(30).default(5),
  limit: numberParam(TRENDING_AT_MOST).default(10),
})

export const PicksQuery = z.object({
  days: numberParam(365).default(30).openapi({ description: 'Chosen within so many days' }),
  limit: numberParam(50).default(10),
})

const nullableText = z.string().nullable()

export const Thread = z
  .object({
    article: z.object({
      key: z.string(),
      title: nullableText,
      url: nullableText,
      open: z.boolean(),
      count: z.int(),
      picks: z.int().optional().openapi({ description: 'Those the newsroom chose, if any' }),
    }),
    comments: z.array(Comment),
    next: nullableText,
  })
  .openapi('Thread')

export const Counts = z.object({ counts: z.record(z.string(), z.int()) })

export const Trending = z.object({
  days: z.int(),
  items: z.array(
    z.object({
      key: z.string(),
      title: nullableText,
      url: nullableText,
      section: nullableText,
      count: z.int(),
    }),
  ),
  next: z.null(),
})

export const Picks = z.object({
  days: z.int(),
  items: z.array(
    z.object({
      pickedAt: z.iso.datetime(),
      article: z.object({
        key: z.string(),
        title: nullableText,
        url: nullableText,
        section: nullableText,
      }),
      comment: Comment,
    }),
  ),
  next: z.null(),
})
