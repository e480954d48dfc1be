import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { isReady, type Newsroom, readArticle, SITE, send, thread, write } from './widget.ts'
import { aWindow } from './window.ts'

type Attributes = Readonly<Record<string, string>>

/** Readers who come and come back to the articles of a newsroom, and what others write meanwhile. */
export function readersOf(browser: Browser, newsroom: Newsroom) {
  /** An article so long that its thread is there before its reader is. */
  async function read(page: Page, article: string, attributes: Attributes = {}): Promise<void> {
    const body = thread({ article, loading: 'eager', ...attributes })
    await page.goto(
      newsroom.serve(article, `<link rel="stylesheet" href="/page.css"><p class="long"></p>${body}`),
    )
    await isReady(page)
  }

  /** A reader who has just written below an article; the id of what they wrote. */
  async function anAuthor(article: string, options: BrowserContextOptions = {}) {
    const { page } = await readArticle(browser, newsroom, article, options)
    const id = await writeBelow(page)
    await isKnown(page, article)
    return { page, id }
  }

  /** A reader who has been below an article without writing. */
  async function aVisitor(article: string, attributes: Attributes = {}): Promise<Page> {
    const { page } = await aWindow(browser, newsroom.serve(article, thread({ article, ...attributes })))
    await isReady(page)
    await page.locator('postbag-comments h2').hover()
    await isKnown(page, article)
    return page
  }

  async function answer(id: string, article: string, name: string): Promise<string> {
    return (await newsroom.post({ name, parentId: id, text: `${name} has a word to say.` }, article)).comment
      .id
  }

  /** Addresses of the service that a page asked for, from now on. */
  function asked(page: Page): string[] {
    const paths: string[] = []
    page.on('request', (request) => {
      if (request.url().startsWith(newsroom.url)) paths.push(request.url().slice(newsroom.url.length))
    })
    return paths
  }

  newsroom.serve('page.css', '.long { height: 3000px }')
  return { read, anAuthor, aVisitor, answer, asked }
}

export type Readers = ReturnType<typeof readersOf>

export async function writeBelow(page: Page, text = 'The bridge should stay open.'): Promise<string> {
  await write(page, { text })
  await send(page)
  const item = page.locator('li.comment', { hasText: text })
  await item.waitFor()
  return ((await item.getAttribute('id')) ?? '').replace('comment-', '')
}

/** The browser has kept that its reader was below an article; who leaves before is a stranger there. */
export async function isKnown(page: Page, article: string): Promise<void> {
  await page.waitForFunction(([key, name]) => name in JSON.parse(localStorage.getItem(key) ?? '{}'), [
    `postbag:visits:${SITE}`,
    article,
  ] as const)
}

export function news(page: Page): Locator {
  return page.locator('postbag-comments .news li')
}

export function unread(page: Page): Locator {
  return page.getByRole('article').filter({ hasText: 'New since your last visit' }).locator('.author')
}

/** They leave; whatever they read next is so much later by their clock. */
export async function later(page: Page, ms: number): Promise<void> {
  await page.goto('about:blank')
  await page.clock.setFixedTime(Date.now() + ms)
}

/** What the service was asked about other articles is answered, and nothing more comes. */
export async function isQuiet(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
  await page.waitForFunction(() =>
    performance
      .getEntriesByType('resource')
      .every((entry) => (entry as PerformanceResourceTiming).responseEnd > 0),
  )
}

/** What this browser keeps for the site under a name. */
export function kept(page: Page, name: string): Promise<object> {
  return page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? '{}'), `postbag:${name}:${SITE}`)
}
