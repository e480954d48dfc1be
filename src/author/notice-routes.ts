import { createRoute, z } from '@hono/zod-openapi'
import { html } from 'hono/html'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { prefersPage } from '../http/negotiate.ts'
import { readKey } from '../mail/key.ts'
import { commentUrl } from '../mail/links.ts'
import { mailWords, noticeSentences } from '../mail/words.ts'
import { type Html, plainPage, plainPolicy } from '../plain/page.ts'
import { loadSpeak } from '../plain/speak.ts'
import type { SiteCache } from '../sites/queries.ts'
import { findNotice } from './notice.ts'
import { NoticeAnswer, NoticeParams } from './schema.ts'

const get = createRoute({
  method: 'get',
  path: '/{site}/notices/{receipt}',
  summary: 'How a notice of illegal content stands, and what can be done about the decision',
  request: { params: NoticeParams },
  responses: {
    200: {
      description: 'How it stands',
      content: { 'application/json': { schema: NoticeAnswer }, 'text/html': { schema: z.string() } },
    },
    404: problem('No receipt of a notice on this site, or one past its time', ['text/html']),
  },
})

/** What the sender of a notice may know, by its receipt: as JSON, or as a page in the site's language. */
export function noticeRoutes(deps: Deps, sites: SiteCache) {
  return router().openapi(get, async (c) => {
    const site = await sites.get(c.req.valid('param').site)
    const key = c.req.valid('param').receipt
    const id = readKey(deps.secret, 'notice', { siteId: site.id, key, now: deps.now() })
    const notice = id === undefined ? undefined : await findNotice(deps.db, site.id, id)
    const isPage = prefersPage(c.req.header('accept'))
    if (notice === undefined && !isPage) throw new AppError('not-found')
    c.header('cache-control', 'no-store')
    c.header('x-robots-tag', 'noindex')
    c.header('vary', 'Accept', { append: true })
    const speak = await loadSpeak(site.policy.text.locale)
    const words = await mailWords(speak)
    const show = (main: Html, status: 200 | 404) => {
      c.header('content-security-policy', plainPolicy(site))
      const page = { title: words.notice.title, main: html`<div class="postbag">${main}</div>` }
      // The route's type allows JSON answers only.
      return c.html(plainPage({ site, speak }, page), status) as never
    }
    // Its link is in messages, which are kept for longer, and cut off by some programs.
    if (notice === undefined) {
      c.set('problem', 'not-found')
      return show(html`<p class="postbag-troubles" role="alert">${words.over}</p>`, 404)
    }
    const { siteId: _, commentId, article, isAutomated: automated, ...stands } = notice
    const url = commentUrl(deps.config.PUBLIC_URL ?? '', site.slug, { article, id: commentId })
    if (!isPage) {
      const redress = automated === null ? null : words.notice.redress
      return c.json({ ...stands, comment: { id: commentId, url }, automated, redress }, 200)
    }
    const sentences = noticeSentences(words, notice).map((sentence) => html`<p>${sentence}</p>`)
    const main = html`<div class="postbag-text">${sentences}
<p><a href="${url}">${speak.text('comment')}</a></p>
<p class="postbag-time"><bdi>${notice.id}</bdi> · <time datetime="${notice.createdAt.toISOString()}"><bdi>${speak.when(notice.createdAt.toISOString())}</bdi></time></p></div>`
    return show(main, 200)
  })
}
