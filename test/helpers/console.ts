import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, beforeEach } from 'vitest'
import { launchBrowser } from './browser.ts'
import { ARTICLES, WRITTEN } from './newsroom.ts'
import { aService, listening, type Service, type ServiceOptions } from './service.ts'
import { aWindow, type Window } from './window.ts'

export type DeskService = Service & { readonly url: string }

/** The service behind a socket, on a site that holds everything for a person. */
export async function aDeskService(options: ServiceOptions = {}): Promise<DeskService> {
  const service = await aService({ ...options, policy: { mode: 'pre', ...options.policy } })
  const { url, close } = await listening(service)
  return {
    ...service,
    url,
    async close() {
      await close()
      await service.close()
    },
  }
}

/** One browser for the tests of a file, and for each of them a desk of its own; all end by themselves. */
export function eachAtADesk(
  begin: (given: { readonly browser: Browser; readonly service: DeskService }) => void,
  options: () => ServiceOptions = () => ({}),
): void {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
    return () => browser.close()
  })
  beforeEach(async () => {
    const service = await aDeskService(options())
    begin({ browser, service })
    return () => service.close()
  })
}

/** Gives the articles titles and sections, and submits the invented comments; their ids in that order. */
export async function fillQueue(service: Service): Promise<string[]> {
  for (const { key, ...article } of ARTICLES) {
    const path = `/v1/admin/sites/news/articles/${key}`
    await service.call(
      'PUT',
      path,
      { ...article, url: `https://news.example/${key}` },
      service.as(service.admin),
    )
  }
  const ids: string[] = []
  for (const { article, ...comment } of WRITTEN) {
    const { body } = await service.submit(comment, { article })
    ids.push(body.comment.id)
  }
  return ids
}

/** Submits plain comments with these texts, in this order; their ids. */
export async function submitTexts(service: Service, texts: readonly string[]): Promise<string[]> {
  const ids: string[] = []
  for (const text of texts) ids.push((await service.submit({ text })).body.comment.id)
  return ids
}

/** A moderator in a window of their own, before signing in. */
export async function aSeat(
  browser: Browser,
  { url, path = '', options = {} }: { url: string; path?: string; options?: BrowserContextOptions },
): Promise<Window> {
  return aWindow(browser, `${url}/console${path}`, options)
}

/** Signs in by keyboard and waits for the desk. */
export async function signInAs(page: Page, token: string): Promise<void> {
  await page.getByLabel('Your token').waitFor()
  await page.keyboard.insertText(token)
  await page.keyboard.press('Enter')
  await page.locator('header.bar').waitFor()
}

/** The id of the comment that lies on the desk. */
export async function onDesk(page: Page): Promise<string | null> {
  return page.locator('article.item').getAttribute('data-comment')
}

/** Status and reason of a comment as the review API has it. */
export async function statusOf(service: Service, id: string): Promise<string> {
  const answer = await service.call('GET', `/v1/review/comments/${id}`, undefined, service.as(service.admin))
  const { comment } = (await answer.json()) as { comment: { status: string; reason: string | null } }
  return comment.reason === null ? comment.status : `${comment.status} ${comment.reason}`
}

/** A moderator at the desk: window, sign-in and all. */
export async function seated(
  browser: Browser,
  service: DeskService,
  at: { token?: string; path?: string; options?: BrowserContextOptions } = {},
): Promise<Window> {
  const { path, options } = at
  const seat = await aSeat(browser, { url: service.url, ...(path && { path }), ...(options && { options }) })
  await signInAs(seat.page, at.token ?? service.moderator)
  return seat
}

/** How many decisions people have taken. */
export async function decisionsOf(service: DeskService): Promise<number> {
  const path = '/v1/review/decisions?by=moderator&limit=100'
  const answer = await service.call('GET', path, undefined, service.as(service.admin))
  return ((await answer.json()) as { items: unknown[] }).items.length
}
