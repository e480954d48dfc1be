import { z } from '@hono/zod-openapi'
import { cursorParam, limitParam } from '../../http/paging.ts'
import { SiteQuery } from '../schema.ts'
import { ARTICLE_STATES } from './articles.ts'

export const ArticlesQuery = z.object({
  ...SiteQuery.shape,
  state: z.enum(ARTICLE_STATES).optional().openapi({ description: 'absent: both' }),
  limit: limitParam(),
  cursor: cursorParam,
})

export const ArticleParams = z.object({
  article: z.string().openapi({ description: "the news site's own id of the article, percent-encoded" }),
})
export const ArticleQuery = SiteQuery.required()

export const ArticleChangeBody = z
  .strictObject({
    open: z.boolean().optional(),
    premoderated: z.boolean().optional(),
    after: z
      .uuid()
      .nullish()
      .openapi({ description: 'the change it follows, null for none; another one since is a conflict' }),
  })
  .refine(({ open, premoderated }) => open !== undefined || premoderated !== undefined, {
    path: ['open'],
    error: 'Say what is to change: open, premoderated or both.',
  })

const at = z.iso.datetime()

export const Article = z
  .object({
    site: z.string(),
    key: z.string(),
    url: z.string().nullable(),
    title: z.string().nullable(),
    section: z.string().nullable(),
    open: z.boolean().openapi({ description: 'whether people let readers write' }),
    closesAt: at.nullable().openapi({ description: "when the site's policy closes it all the same" }),
    premoderated: z.boolean().openapi({ description: 'every comment waits for a person' }),
    commentCount: z.int(),
    changed: z
      .object({ id: z.uuid(), moderator: z.string(), at })
      .nullable()
      .openapi({ description: 'who turned a switch last' }),
  })
  .openapi('DeskArticle')
