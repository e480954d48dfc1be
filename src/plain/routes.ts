import { readFileSync } from 'node:fs'
import type { Context, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { readArticleKey } from '../comments/article-key.ts'
import { articleTag, publicHeaders } from '../comments/cache-tags.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { baseUrl } from '../http/base-url.ts'
import { type AppEnv, invalidRequest, router } from '../http/env.ts'
import { answerFinished, finish } from '../http/finished.ts'
import { prefersPage } from '../http/negotiate.ts'
import { cursorParam, limitParam } from '../http/paging.ts'
import type { Site, SiteCache } from '../sites/queries.ts'
import type { ThreadForm } from '../threads/forms.ts'
import type { Pages } from '../threads/pages.ts'
import { SORTS } from '../threads/queries.ts'
import type { Reading } from '../threads/reading.ts'
import { loadReplies, loadThread, type Replies, readJson, type Thread } from '../threads/thread.ts'
import { pageMessage } from './messages.ts'
import { plainPage, plainPolicy, STYLE_PATH } from './page.ts'
import { findVisibleName } from './queries.ts'
import { loadSpeak } from './speak.ts'
import { repliesSection } from './thread.ts'
import { fragmentForm, htmlForm, type ReplyTarget, replyForm, threadView } from './thread-forms.ts'

const HTML = 'text/html'
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])
const FORM = /^application\/x-www-form-urlencoded\b/i
const STYLE = ['plain.css', 'comment-form.css']
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('')

const ThreadQuery = z.object({
  sort: z.enum(SORTS).default('newest'),
  limit: limitParam(),
  cursor: cursorParam,
  /** The comment that the form is to answer. */
  replyTo: z.uuid().optional(),
  /** Only the section, for a server that includes it in its own page. */
  fragment: z.literal('1').optional(),
})
const RepliesQuery = z.object({ limit: limitParam(), cursor: cursorParam })

/**
 * What pages without script need besides the thread itself: the thread as a fragment, the form as a reply to a
 * comment, further replies as a page. Requests that do not ask for `text/html` go on to the next route.
 */
export function plainRoutes(deps: Deps, { sites, pages }: Pick<Reading, 'sites' | 'pages'>) {
  return router()
    .get(STYLE_PATH, (c) => {
      c.header('cache-control', 'public, max-age=3600')
      return c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' })
    })
    .use('/v1/sites/:site/articles/:article/comments', troubleAsPage(sites))
    .use('/v1/sites/:site/comments/:id/replies', troubleAsPage(sites))
    .use('/v1/sites/:site/comments/:id/reports', troubleAsPage(sites))
    .get('/v1/sites/:site/articles/:article/comments', async (c, next) => {
      const { fragment, replyTo } = c.req.query()
      if (!prefersPage(c.req.header('accept')) || (fragment === undefined && replyTo === undefined))
        return next()
      return threadAnswer(deps, pages, c, await sites.get(c.req.param('site')))
    })
    .get('/v1/sites/:site/comments/:id/replies', async (c, next) => {
      if (!prefersPage(c.req.header('accept'))) return next()
      return repliesAnswer(deps, c, await sites.get(c.req.param('site')))
    })
}

/** From the same memory as the thread in its other forms. */
async function threadAnswer(deps: Deps, pages: Pages, c: Context<AppEnv>, site: Site): Promise<Response> {
  const articleKey = readArticleKey(c.req.param('article') ?? '')
  const { sort, limit, cursor, replyTo: id, fragment } = parseQuery(ThreadQuery, c)
  const replyTo = id === undefined ? null : await replyTarget(deps, site, id)
  const form = fragment === undefined ? pageForm(replyTo) : fragmentOf(deps, c, replyTo)
  const page = { sort, limit, cursor }
  return answerFinished(c, await pages.answer(site, { kind: 'thread', articleKey, page, form }))
}

function pageForm(replyTo: ReplyTarget | null): ThreadForm {
  return replyTo === null ? htmlForm : replyForm(replyTo)
}

/**
 * Without `PUBLIC_URL`, the links of a fragment contain the caller's `Host`, which anybody can make up: such a
 * fragment is kept apart.
 */
function fragmentOf({ config }: Deps, c: Context<AppEnv>, replyTo: ReplyTarget | null): ThreadForm {
  return fragmentForm(baseUrl(c, config), replyTo, config.PUBLIC_URL === undefined)
}

async function repliesAnswer(deps: Deps, c: Context<AppEnv>, site: Site): Promise<Response> {
  const commentId = z.uuid().safeParse(c.req.param('id'))
  if (!commentId.success) throw new AppError('not-found')
  const query = parseQuery(RepliesQuery, c)
  const replies = await loadReplies(deps, site, commentId.data, query)
  const { items, next } = readJson<Replies>(replies)
  const first = { sort: 'newest', limit: 1 } as const
  const loaded = await loadThread(deps, site, replies.articleKey, first)
  const view = await threadView({ thread: readJson<Thread>(loaded), page: first, site })
  const nextUrl =
    next === null ? null : `?${new URLSearchParams({ limit: String(query.limit), cursor: next })}`
  const title = loaded.article.title ?? view.speak.text('noComments')
  const main = repliesSection(view, { items, nextUrl })
  const page = String(await plainPage({ site, speak: view.speak }, { title, main }))
  const finished = finish(page, `${HTML}; charset=utf-8`, {
    ...publicHeaders(site, [articleTag(site.id, replies.articleKey)]),
    'content-security-policy': plainPolicy(site),
  })
  return answerFinished(c, finished)
}

/**
 * Makes a page of what went wrong, for whoever asked for a page, or sent a form from one that nothing else answers; of a
 * fragment, the words alone.
 */
function troubleAsPage(sites: SiteCache): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const isFromPage = READS.has(c.req.method) || FORM.test(c.req.header('content-type') ?? '')
    if (!isFromPage || !prefersPage(c.req.header('accept'))) return next()
    const site = await sites.get(c.req.param('site') ?? '')
    await next()
    if (c.error === undefined) return
    const error = c.error instanceof AppError ? c.error : new AppError(c.get('problem') ?? 'internal')
    const speak = await loadSpeak(site.policy.text.locale)
    const main = html`<div class="postbag"><p class="postbag-troubles" role="alert">${pageMessage(speak, error)}</p></div>`
    const isPart = c.req.query('fragment') !== undefined
    const page = isPart ? main : plainPage({ site, speak }, { title: speak.text('noComments'), main })
    c.res = new Response(String(await page), {
      status: c.res.status,
      headers: { 'content-type': `${HTML}; charset=utf-8`, 'content-security-policy': plainPolicy(site) },
    })
  }
}

async function replyTarget(deps: Deps, site: Site, id: string): Promise<ReplyTarget | null> {
  const name = await findVisibleName(deps.db, site.id, id)
  return name === undefined ? null : { id, name }
}

function parseQuery<T>(schema: z.ZodType<T>, c: Context<AppEnv>): T {
  const parsed = schema.safeParse(c.req.query())
  if (parsed.success) return parsed.data
  throw invalidRequest(parsed.error)
}
