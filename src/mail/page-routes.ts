import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Deps } from '../deps.ts'
import { AppError, ERRORS, type ErrorCode } from '../errors.ts'
import { type AppEnv, router } from '../http/env.ts'
import { readBody } from '../http/read.ts'
import { errorMessage } from '../plain/messages.ts'
import { type Html, plainPage, plainPolicy } from '../plain/page.ts'
import { loadSpeak } from '../plain/speak.ts'
import type { SiteCache } from '../sites/queries.ts'
import { issueKey, LINK_PURPOSES, type LinkPurpose, readKey } from './key.ts'
import { LINK_ACTIONS } from './link-actions.ts'
import { mailWords } from './words.ts'

const MAX_FORM_BYTES = 64 * 1024

/**
 * The pages that the links in messages lead to. Programs that scan mail open every link, so nothing happens before
 * the page's button is pressed. Whoever has the link may press it; there is no cookie, so no other page can press it
 * in a reader's name.
 */
export function mailPageRoutes(deps: Deps, sites: SiteCache) {
  const pages = router()
  for (const purpose of LINK_PURPOSES) {
    const path = `/:site/mail/${purpose}/:key`
    pages.get(path, async (c) => {
      const { id, ...page } = await open(deps, sites, purpose, c)
      return show(c, page, id === undefined ? over(page) : ask(page))
    })
    pages.post(path, async (c) => {
      const { id, ...page } = await open(deps, sites, purpose, c)
      return show(c, page, id === undefined ? over(page) : await press(deps, c, { ...page, id }))
    })
  }
  return pages
}

async function open(deps: Deps, sites: SiteCache, purpose: LinkPurpose, c: Context<AppEnv>) {
  const site = await sites.get(c.req.param('site') ?? '')
  const speak = await loadSpeak(site.policy.text.locale)
  const key = c.req.param('key') ?? ''
  return {
    site,
    action: LINK_ACTIONS[purpose],
    language: { speak, words: await mailWords(speak) },
    id: readKey(deps.secret, purpose, { siteId: site.id, key, now: deps.now() }),
  }
}

type Page = Omit<Awaited<ReturnType<typeof open>>, 'id'>
/** `code` is that of an error. */
type Answer = { readonly code?: ErrorCode; readonly main: Html }

function ask({ site, action, language }: Page): Answer {
  const main = html`<form class="postbag-ask" method="post" accept-charset="utf-8">
${action.question(language, site)}
<p><button type="submit">${action.button(language)}</button></p>
</form>`
  return { main }
}

/** Does what the button is for, and says so, or why not. */
async function press(deps: Deps, c: Context<AppEnv>, page: Page & { readonly id: string }): Promise<Answer> {
  const { action, language } = page
  try {
    const done = await action.run(deps, language, { ...page, form: () => readForm(c) })
    if (done === undefined) return over(page)
    return { main: html`<p role="status">${done.message}</p>${done.next && linkTo(deps, page, done.next)}` }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    for (const [name, value] of Object.entries(error.headers)) c.header(name, value)
    return trouble(error.code, errorMessage(language.speak, error))
  }
}

function linkTo(
  { secret, now }: Deps,
  { site, id, language }: Page & { readonly id: string },
  purpose: LinkPurpose,
): Html {
  const key = issueKey(secret, purpose, { siteId: site.id, id }, now())
  return html`<p><a href="../${purpose}/${key}">${LINK_ACTIONS[purpose].title(language)}</a></p>`
}

function over({ language }: Page): Answer {
  return trouble('not-found', language.words.over)
}

function trouble(code: ErrorCode, message: string): Answer {
  return { code, main: html`<p class="postbag-troubles" role="alert">${message}</p>` }
}

/** When a mail program posts to end messages, the body is ignored, whatever its type. */
async function readForm(c: Context<AppEnv>): Promise<URLSearchParams> {
  const body = await readBody(c, { form: true, maxBytes: MAX_FORM_BYTES })
  return body.type === 'form' ? body.value : new URLSearchParams()
}

/** A page that is neither cached nor indexed. */
function show(c: Context<AppEnv>, { site, action, language }: Page, { code, main }: Answer) {
  c.header('cache-control', 'no-store')
  c.header('content-security-policy', plainPolicy(site))
  c.header('x-robots-tag', 'noindex')
  c.set('problem', code)
  if (code !== undefined) c.status(ERRORS[code][0])
  const page = { title: action.title(language), main: html`<div class="postbag">${main}</div>` }
  return c.html(plainPage({ site, speak: language.speak }, page))
}
