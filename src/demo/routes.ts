import type { Context, MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { html } from 'hono/html'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { baseUrl } from '../http/base-url.ts'
import { type AppEnv, router } from '../http/env.ts'
import { prefersPage } from '../http/negotiate.ts'
import { jsonLdScript, threadJsonLd } from '../plain/json-ld.ts'
import { threadSection } from '../plain/thread.ts'
import { threadView } from '../plain/thread-forms.ts'
import type { Site, SiteCache } from '../sites/queries.ts'
import { listTrending } from '../threads/queries.ts'
import { loadThread, readJson, type Thread } from '../threads/thread.ts'
import { DEMO_ARTICLES, DEMO_SITE, type DemoArticle, demoPath, NEWSPAPER } from './articles.ts'
import { comments } from './client/trending.ts'
import { type DemoFiles, readDemoFiles } from './files.ts'
import { LOOKS_STYLE } from './looks.ts'
import { articlePage, type Frame, type Html, newspaperPage, troublePage } from './page.ts'
import { demoPolicy, isThirdParty } from './policy.ts'
import { findFirstSeen } from './queries.ts'
import { themesPage } from './themes.ts'
import { TRENDING_DAYS, TRENDING_LIMIT, trendingBox } from './trending.ts'

/** The comments that are part of the page's own markup; the widget shows the rest. */
const FIRST_COMMENTS = { sort: 'newest', limit: 20 } as const

/** A newspaper that demonstrates Postbag, on the site `demo`. */
export function demoRoutes(deps: Deps, sites: SiteCache) {
  let read: DemoFiles | undefined
  const files = () => {
    read ??= readDemoFiles()
    return read
  }
  const routes = router()
  routes.use('/demo/assets/*', async (c, next) => {
    await next()
    c.header('cross-origin-resource-policy', 'same-origin')
  })
  routes.get('/demo/assets/looks.css', (c) => {
    c.header('cache-control', 'public, max-age=300')
    return c.body(LOOKS_STYLE, 200, { 'content-type': 'text/css; charset=utf-8' })
  })
  routes.get('/demo/assets/:name', (c) => {
    const file = files().find(c.req.param('name'), c.req.header('accept-encoding') ?? '')
    if (file === undefined) throw new AppError('not-found')
    return c.body(file.body, 200, file.headers)
  })
  routes.use(compress())
  const showing = (c: Context<AppEnv>): Showing => ({ deps, c, files: files() })
  for (const path of ['/demo', '/demo/*']) routes.use(path, troubleAsPage(showing))
  routes.get('/demo', async (c) => articleAnswer(showing(c), await demoSite(sites), DEMO_ARTICLES[0]))
  routes.get('/demo/themes', async (c) => {
    const site = await demoSite(sites)
    const about = {
      title: `Themes of the widget – ${NEWSPAPER}`,
      description: 'Live examples of the comment widget in several looks, with every property and part.',
      path: '/demo/themes',
      head: html`<link rel="stylesheet" href="/demo/assets/looks.css" />`,
    }
    return send(showing(c), about, themesPage(site.slug))
  })
  routes.get('/demo/:article', async (c) => {
    const article = DEMO_ARTICLES.find(({ key }) => key === c.req.param('article'))
    if (article === undefined) throw new AppError('not-found')
    if (demoPath(article) !== c.req.path) return c.redirect(demoPath(article), 301)
    return articleAnswer(showing(c), await demoSite(sites), article)
  })
  return routes
}

async function demoSite(sites: SiteCache): Promise<Site> {
  const site = await sites.find(DEMO_SITE)
  if (site === undefined) throw new AppError('not-found', 'There is no site named demo.')
  return site
}

/** A page of the newspaper that is asked for, and what every page is made with. */
type Showing = { readonly deps: Deps; readonly c: Context<AppEnv>; readonly files: DemoFiles }

async function articleAnswer(showing: Showing, site: Site, article: DemoArticle): Promise<Response> {
  const { deps, c, files } = showing
  const now = deps.now()
  const since = new Date(now.getTime() - TRENDING_DAYS * 86_400_000)
  const [loaded, seen, trending] = await Promise.all([
    loadThread(deps, site, article.key, FIRST_COMMENTS),
    findFirstSeen(deps.db, site.id, [article.key]),
    listTrending(deps.db, site.id, { since, limit: TRENDING_LIMIT }),
  ])
  const published = seen.get(article.key) ?? now
  const url = `${baseUrl(c, deps.config)}${demoPath(article)}`
  const read = readJson<Thread>(loaded)
  const thread = { ...read, article: { ...read.article, url, title: article.headline } }
  const view = await threadView({ thread, page: FIRST_COMMENTS, site })
  const main = articlePage(article, {
    published,
    count: html`<a href="#comments"><postbag-count site="${site.slug}" article="${article.key}">${comments(thread.article.count)}</postbag-count></a>`,
    comments: html`<postbag-comments theme="auto" site="${site.slug}" article="${article.key}" url="${url}" title="${article.headline}">${threadSection(view)}</postbag-comments>`,
    trending: trendingBox(site.slug, trending),
    picture: article.picture && files.named(`${article.picture.name}.svg`),
  })
  const more = { description: article.standfirst, datePublished: published.toISOString() }
  const about = {
    title: `${article.headline} – ${NEWSPAPER}`,
    description: article.standfirst,
    path: demoPath(article),
    head: jsonLdScript(threadJsonLd(thread, { threadUrl: url, award: view.speak.text('picked') }, more)),
  }
  return send(showing, about, main)
}

/** Makes a page of what went wrong, for whoever asked for a page. */
function troubleAsPage(showing: (c: Context<AppEnv>) => Showing): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next()
    if (c.error === undefined || !prefersPage(c.req.header('accept'))) return
    const { status } = c.res
    const title = status === 404 ? 'There is no such page' : 'This page cannot be shown just now'
    const about = { title: `${title} – ${NEWSPAPER}`, description: title, path: c.req.path, head: html`` }
    const page = await send(showing(c), about, troublePage(title, status === 404))
    c.res = new Response(page.body, { status, headers: page.headers })
    c.header('cache-control', 'no-store')
  }
}

type About = Pick<Frame, 'title' | 'description' | 'path' | 'head'>

function send({ deps, c, files }: Showing, about: About, main: Html) {
  const { CAPTCHA } = deps.config
  c.header('cache-control', 'no-cache')
  c.header('content-security-policy', demoPolicy(CAPTCHA))
  c.header('cross-origin-opener-policy', 'same-origin')
  c.header('referrer-policy', 'strict-origin-when-cross-origin')
  const frame: Frame = {
    ...about,
    style: files.named('post.css'),
    script: files.named('page.js'),
    icon: files.named('icon.svg'),
    base: baseUrl(c, deps.config),
    today: deps.now(),
    isThirdParty: isThirdParty(CAPTCHA),
  }
  return c.html(newspaperPage(frame, main))
}
