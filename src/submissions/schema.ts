import { createRoute, z } from '@hono/zod-openapi'
import { HONEYPOT } from '../comments/field-rules.ts'
import { ArticleParams, Comment } from '../comments/schema.ts'
import { answer, Problem, problem } from '../http/answers.ts'
import { bringing, headerParameter } from '../http/described-headers.ts'

/*
 * The submission as the API's description shows it. The parsing is done by `fields.ts`: strictly, from JSON and from
 * the plain form, naming every wrong field at once.
 */

const text = (description: string) => z.string().openapi({ description })

const Body = z
  .object({
    name: text('shown with the comment, up to 80 characters'),
    text: text('what is said; line breaks and paragraphs stay'),
    email: text('never shown').optional(),
    website: text('linked from the name').optional(),
    parentId: text('the comment it answers').optional(),
    captcha: text('the token').optional(),
    url: text('address of the article, on one of the site’s origins').optional(),
    title: text('title of the article').optional(),
    openedAt: text('when the form was opened, RFC 3339 or milliseconds').optional(),
    id: text(
      'a UUIDv7 of your own, so that a request repeated by the same reader is recognised; across networks Idempotency-Key does it',
    ).optional(),
    [HONEYPOT]: text('left empty: people never see it').optional(),
  })
  .openapi('Submission')

const Accepted = z.object({
  comment: Comment,
  status: z.enum(['approved', 'pending']),
  receipt: text('lets its author see, edit, withdraw and appeal'),
  message: text('to the author of a comment that waits, in the site’s language').optional(),
})

/** Where a site's policy tells. */
const CommentRejected = Problem.extend({
  comment: z.object({ id: z.uuid() }),
  reasons: z.array(z.string()),
  receipt: text('opens the comment for its author'),
}).openapi('CommentRejected')

const content = {
  'application/json': { schema: Body },
  'application/x-www-form-urlencoded': { schema: Body },
}

/** The plain form is answered with a page that says the same and keeps every word. */
const PAGE = ['text/html']

const REPLAYED = { 'Idempotency-Replayed?': '`true` if this is an answer given before' }
const STORED = { Location: 'The address of the comment', ...REPLAYED }

export const submission = createRoute({
  method: 'post',
  path: '/{site}/articles/{article}/comments',
  summary: 'A reader comments, or answers a comment',
  description: 'The plain form is answered 303 to the article, or with a page that keeps every word.',
  security: [{}, { identity: [] }],
  parameters: [
    headerParameter(
      'Idempotency-Key',
      'A key of your own, 1 to 255 printable ASCII characters, so that the same submission again gets the first answer again, and never a second comment; kept for 48 hours.',
    ),
  ],
  request: { params: ArticleParams, body: { content } },
  responses: {
    200: {
      description: 'To the plain form: a page that says what became of it',
      content: { 'text/html': {} },
    },
    201: bringing(STORED, answer('Published', Accepted)),
    202: bringing(STORED, answer('Waits for a moderator', Accepted)),
    303: bringing({ Location: 'The article' }, { description: 'To the plain form: back to the article' }),
    401: problem('The publisher’s login is not valid, has expired, or is needed', PAGE),
    403: bringing(
      REPLAYED,
      problem(
        'The captcha failed, comments are closed, the author is banned, or the origin is not the site’s; where the site tells, the comment was rejected: `reasons`, `comment.id` and `receipt` say more',
        PAGE,
        z.union([CommentRejected, Problem]),
      ),
    ),
    409: problem('The comment it answers is gone, or the key was used for another submission', PAGE),
    422: problem('Fields are missing or wrong; all are named', PAGE),
    429: problem('Too fast; Retry-After says how long to wait', PAGE),
  },
})
