import { createRoute } from '@hono/zod-openapi'
import type { Deps } from '../../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../../http/answers.ts'
import { router } from '../../http/env.ts'
import { getVisibleSite, visibleSites } from '../access.ts'
import { changeArticle, getArticle, listRestricted } from './articles.ts'
import { Article, ArticleChangeBody, ArticleParams, ArticleQuery, ArticlesQuery } from './schema.ts'

const list = createRoute({
  method: 'get',
  path: '/articles',
  summary: 'Articles that people have closed or pre-moderated, what was changed last first',
  request: { query: ArticlesQuery },
  responses: {
    200: answer('One page of articles', pageOf(Article)),
    400: problem('A cursor of another list'),
  },
})

const get = createRoute({
  method: 'get',
  path: '/articles/{article}',
  summary: 'One article: whether it is closed or pre-moderated, and who did that',
  request: { params: ArticleParams, query: ArticleQuery },
  responses: { 200: answer('The article', Article), 404: problem('No such site or article') },
})

const put = createRoute({
  method: 'put',
  path: '/articles/{article}',
  summary: 'Close, reopen or pre-moderate an article; what is absent stays, the same again changes nothing',
  request: { params: ArticleParams, query: ArticleQuery, body: jsonBody(ArticleChangeBody) },
  responses: {
    200: answer('As it is now, for readers too', Article),
    404: problem('No such site or article'),
    409: problem('Somebody has changed it after the change named'),
    422: problem('Fields that are not valid'),
  },
})

/** What a moderator may do to a whole article. */
export function articleRoutes(deps: Deps) {
  const { db } = deps
  return router()
    .openapi(list, async (c) => {
      const { site, ...page } = c.req.valid('query')
      return c.json(await listRestricted(db, await visibleSites(db, c.var.moderator, site), page), 200)
    })
    .openapi(get, async (c) => {
      const site = await getVisibleSite(db, c.var.moderator, c.req.valid('query').site)
      return c.json(await getArticle(db, { site, ...c.req.valid('param') }), 200)
    })
    .openapi(put, async (c) => {
      const site = await getVisibleSite(db, c.var.moderator, c.req.valid('query').site)
      const change = { site, ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(await changeArticle(deps, c.var.moderator, change), 200)
    })
}
