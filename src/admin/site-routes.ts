import { createRoute } from '@hono/zod-openapi'
import { readArticleKey } from '../comments/article-key.ts'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import { bringing } from '../http/described-headers.ts'
import { router } from '../http/env.ts'
import { tellArticle } from '../live.ts'
import { getAdminSite, requireAllSites } from '../sites/access.ts'
import { insertSite, type Site, type SiteCache } from '../sites/queries.ts'
import { SiteParams } from '../sites/schema.ts'
import { listArticles, putArticle } from './articles.ts'
import { checkPolicyTargets } from './policy-targets.ts'
import {
  ArticleAnswer,
  ArticleBody,
  ArticleParams,
  PageQuery,
  SiteAnswer,
  SiteBody,
  SiteChangeBody,
} from './schema.ts'
import { listAdminSites, updateSite } from './sites.ts'

const list = createRoute({
  method: 'get',
  path: '/sites',
  summary: 'The sites this token may see',
  request: { query: PageQuery },
  responses: { 200: answer('One page of sites', pageOf(SiteAnswer)) },
})

const make = createRoute({
  method: 'post',
  path: '/sites',
  summary: 'A new site',
  request: { body: jsonBody(SiteBody) },
  responses: {
    201: bringing({ Location: 'The address of the site' }, answer('Made', SiteAnswer)),
    409: problem('There is a site with this slug already'),
    422: problem('Fields that are not valid'),
  },
})

const get = createRoute({
  method: 'get',
  path: '/sites/{site}',
  summary: 'One site',
  request: { params: SiteParams },
  responses: { 200: answer('The site', SiteAnswer), 404: problem('No such site') },
})

const change = createRoute({
  method: 'patch',
  path: '/sites/{site}',
  summary: 'Change name or origins',
  request: { params: SiteParams, body: jsonBody(SiteChangeBody) },
  responses: { 200: answer('Changed', SiteAnswer), 404: problem('No such site') },
})

const articles = createRoute({
  method: 'get',
  path: '/sites/{site}/articles',
  summary: 'Articles with comments or settings, newest first',
  request: { params: SiteParams, query: PageQuery },
  responses: { 200: answer('One page of articles', pageOf(ArticleAnswer)), 404: problem('No such site') },
})

const article = createRoute({
  method: 'put',
  path: '/sites/{site}/articles/{article}',
  summary: 'Open, close or pre-moderate comments, or set address, title and section of an article',
  request: { params: ArticleParams, body: jsonBody(ArticleBody) },
  responses: {
    200: answer('Changed', ArticleAnswer),
    404: problem('No such site'),
    422: problem('Fields that are not valid, or an address of another site'),
  },
})

/** Sites and their articles. */
export function siteAdminRoutes(deps: Deps, sites: SiteCache) {
  const { db } = deps
  return router()
    .openapi(list, async (c) => c.json(await listAdminSites(db, c.var.moderator, c.req.valid('query')), 200))
    .openapi(make, async (c) => {
      requireAllSites(c.var.moderator)
      const { policy = {}, ...site } = c.req.valid('json')
      const createdBy = c.var.moderator.name
      await checkPolicyTargets(deps, policy)
      const made = await insertSite(db, { ...site, policy, createdBy })
      sites.forget(made.slug)
      c.var.log.info({ site: made.slug, moderatorId: c.var.moderator.id }, 'site.created')
      c.header('location', `/v1/admin/sites/${made.slug}`)
      return c.json(shown(made), 201)
    })
    .openapi(get, async (c) =>
      c.json(shown(await getAdminSite(db, c.var.moderator, c.req.valid('param').site)), 200),
    )
    .openapi(change, async (c) => {
      const { slug } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      const { site, changed } = await updateSite(db, slug, c.req.valid('json'))
      sites.forget(slug)
      c.var.log.info({ site: slug, changed, moderatorId: c.var.moderator.id }, 'site.changed')
      return c.json(shown(site), 200)
    })
    .openapi(articles, async (c) => {
      const { id } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      return c.json(await listArticles(db, id, c.req.valid('query')), 200)
    })
    .openapi(article, async (c) => {
      const { moderator } = c.var
      const { site: slug, article: param } = c.req.valid('param')
      const site = await getAdminSite(db, moderator, slug)
      const key = readArticleKey(param)
      const { article, changed } = await putArticle(db, { site, key, moderator }, c.req.valid('json'))
      tellArticle(deps.live, { siteId: site.id, articleKey: key, isRemoval: false })
      const { id: articleId, open, premoderated } = article
      c.var.log.info(
        { site: slug, articleId, changed, open, premoderated, moderatorId: moderator.id },
        'article.changed',
      )
      return c.json(article, 200)
    })
}

function shown({ policy: _, ...site }: Site) {
  return site
}
