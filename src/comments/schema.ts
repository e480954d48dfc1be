import { z } from '@hono/zod-openapi'

/*
 * How addresses name sites, articles and comments, and what readers see of a comment, in every part of the API.
 */

export const SiteParams = z.object({ site: z.string() })
export const ArticleParams = z.object({
  site: z.string(),
  article: z.string().openapi({ description: "The news site's own id of the article, percent-encoded." }),
})
export const CommentParams = z.object({
  site: z.string(),
  id: z
    .uuid()
    .transform((id) => id.toLowerCase())
    .openapi({ type: 'string', format: 'uuid' }),
})

/** One level; `replies` contains comments of the same shape. */
export const Comment = z
  .object({
    id: z.uuid(),
    parentId: z.uuid().nullable(),
    author: z.object({
      name: z.string(),
      website: z.string().optional(),
      badge: z.string().optional(),
      color: z.string().optional().openapi({ description: 'Of the avatar, #rrggbb' }),
      verified: z
        .literal(true)
        .optional()
        .openapi({ description: "The publisher's login vouches for the name" }),
    }),
    text: z.string().openapi({ description: 'What was written.' }),
    html: z.string().openapi({ description: 'Made from the text: paragraphs, line breaks and links only.' }),
    createdAt: z.iso.datetime(),
    editedAt: z.iso.datetime().nullable(),
    likes: z.int(),
    replyCount: z.int(),
    picked: z.literal(true).optional().openapi({ description: 'The newsroom chose it' }),
    replies: z.array(z.any()).openapi({
      description: 'Comments shown below this one, oldest first, up to 10.',
      // The library's type cannot express a schema that refers to itself.
      items: { $ref: '#/components/schemas/Comment' } as never,
    }),
    moreReplies: z
      .string()
      .nullable()
      .openapi({ description: 'The cursor of the replies that are not here.' }),
  })
  .openapi('Comment')
