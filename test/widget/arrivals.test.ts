import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { isActive, isInView } from '../helpers/in-page.ts'
import { aNewsroom, type Newsroom, readArticle, SITE, spoken } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

describe('what happens meanwhile', () => {
  it('is counted, and shown when the reader asks, without moving what they read', async () => {
    const { comment: first } = await newsroom.post({ name: 'Bo' }, 'live')
    const { page } = await readArticle(browser, newsroom, 'live')
    const article = page.getByRole('article', { name: 'Bo' })
    const before = await article.boundingBox()
    await newsroom.post({ name: 'Cy' }, 'live')
    await newsroom.post({ name: 'Di', parentId: first.id }, 'live')
    const button = page.getByRole('button', { name: '2 new comments' })
    await button.waitFor()
    expect(await article.boundingBox()).toEqual(before)
    expect(await page.getByRole('article').count()).toBe(1)
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('3 comments')
    await button.click()
    await page.getByRole('article', { name: 'Cy' }).waitFor()
    await page.getByRole('article', { name: 'Di' }).waitFor()
    expect(await button.count()).toBe(0)
  })

  it('is not counted where it belongs to a page that is not loaded yet, and comes with that', async () => {
    const { comment: early } = await newsroom.post({ name: 'Ann' }, 'live-pages')
    await newsroom.decide(early.id, 'reject', 'off-topic')
    for (let i = 0; i < 26; i++) await newsroom.post({ name: `Bo ${i}` }, 'live-pages')
    const { page } = await readArticle(browser, newsroom, 'live-pages')
    await newsroom.decide(early.id, 'approve')
    await page.getByRole('heading', { name: '27 comments' }).waitFor()
    await newsroom.post({ name: 'Cy' }, 'live-pages')
    await page.getByRole('button', { name: '1 new comment', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Show more comments' }).click()
    await page.getByRole('article', { name: 'Ann' }).waitFor()
    await page.getByRole('button', { name: '1 new comment', exact: true }).click()
    await page.getByRole('article', { name: 'Cy' }).waitFor()
    expect(await page.getByRole('article').count()).toBe(28)
  })

  it('is said at once, and what comes soon after in one go', async () => {
    const { page } = await readArticle(browser, newsroom, 'busy')
    await page.clock.install()
    await newsroom.post({ name: 'Bo' }, 'busy')
    await expect.poll(() => spoken(page)).toBe('1 new comment')
    await newsroom.post({ name: 'Cy' }, 'busy')
    await newsroom.post({ name: 'Di' }, 'busy')
    await page.getByRole('button', { name: '3 new comments' }).waitFor()
    expect(await spoken(page)).toBe('1 new comment')
    await page.clock.fastForward(30_000)
    await expect.poll(() => spoken(page)).toBe('3 new comments')
  })

  it('has the keyboard and the eye taken to it when the reader asks', async () => {
    for (let i = 0; i < 12; i++) await newsroom.post({ name: `Bo ${i}` }, 'live-far')
    const { page } = await readArticle(browser, newsroom, 'live-far')
    await page.getByRole('article', { name: 'Bo 0' }).scrollIntoViewIfNeeded()
    await newsroom.post({ name: 'Cy' }, 'live-far')
    await page.getByRole('button', { name: '1 new comment' }).click()
    const arrived = page.getByRole('article', { name: 'Cy' })
    await expect.poll(() => arrived.evaluate(isActive)).toBe(true)
    await expect.poll(() => arrived.evaluate(isInView)).toBe(true)
  })

  it('takes a comment away that was removed', async () => {
    const { comment } = await newsroom.post({ name: 'Bo', text: 'Gone soon.' }, 'removed')
    const { page } = await readArticle(browser, newsroom, 'removed')
    await newsroom.decide(comment.id, 'reject', 'abuse')
    await page.getByText('This comment was removed.').waitFor()
    expect(await page.getByText('Gone soon.').count()).toBe(0)
  })

  it('is caught up with by a reader who was elsewhere: what was removed, changed and came', async () => {
    const { comment: parent } = await newsroom.post({ name: 'Bo' }, 'elsewhere-since')
    const { comment: reply } = await newsroom.post({ name: 'Cy', parentId: parent.id }, 'elsewhere-since')
    const { comment: stays } = await newsroom.post({ name: 'Di' }, 'elsewhere-since')
    await newsroom.post({ name: 'Ed', text: 'So do I.', parentId: stays.id }, 'elsewhere-since')
    const changed = await newsroom.post({ name: 'Flo', text: 'Before.' }, 'elsewhere-since')
    const { page } = await readArticle(browser, newsroom, 'elsewhere-since')
    // Who goes before it is open has missed nothing.
    await expect.poll(() => newsroom.reading.events.size()).toBe(1)
    await hide(page, true)
    await expect.poll(() => newsroom.reading.events.size()).toBe(0)
    // Of what happened within the last seconds the stream would tell.
    await page.route('**/articles/elsewhere-since/events', (route) => route.abort())
    await newsroom.decide(parent.id, 'reject', 'abuse')
    const path = `/v1/sites/${SITE}/comments/${changed.comment.id}`
    const by = { authorization: `Receipt ${changed.receipt}` }
    expect((await newsroom.call('PATCH', path, { text: 'After.' }, by)).status).toBe(200)
    await newsroom.post({ name: 'Gil' }, 'elsewhere-since')
    await hide(page, false)
    await page.getByText('After.').waitFor()
    await page.getByRole('button', { name: '1 new comment' }).waitFor()
    const removed = page.getByText('This comment was removed.')
    await expect.poll(() => removed.count()).toBe(2)
    expect(await page.locator(`#comment-${reply.id} > article .gone`).count()).toBe(1)
    await page.getByText('So do I.').waitFor()
  })

  it('keeps no stream open at the moment the page is left, so that a browser can keep the page', async () => {
    const { page } = await aWindow(browser, 'about:blank')
    await page.addInitScript(() => {
      const streams: EventSource[] = []
      Object.assign(window, { streams })
      window.EventSource = class extends EventSource {
        constructor(url: string | URL) {
          super(url)
          streams.push(this)
        }
      }
    })
    await page.goto(newsroom.serve('left'))
    const states = () =>
      page.evaluate(() =>
        (window as unknown as { streams: EventSource[] }).streams.map(({ readyState }) => readyState),
      )
    await expect.poll(states).toEqual([1])
    const closed = await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
      return (window as unknown as { streams: EventSource[] }).streams[0]?.readyState
    })
    expect(closed).toBe(2)
    await hide(page, false)
    await expect.poll(states).toEqual([2, 1])
  })

  it('stays on the screen though a page from a cache does not know of it yet', async () => {
    await newsroom.post({ name: 'Bo' }, 'cached')
    const { page } = await readArticle(browser, newsroom, 'cached')
    const stale = await (await newsroom.call('GET', `/v1/sites/${SITE}/articles/cached/comments`)).text()
    const { comment } = await newsroom.post({ name: 'Cy' }, 'cached')
    await page.getByRole('button', { name: '1 new comment' }).click()
    const arrived = page.getByRole('article', { name: 'Cy' })
    await arrived.waitFor()
    await page.route('**/articles/cached/comments?*', (route) =>
      route.fulfill({
        body: stale,
        contentType: 'application/json',
        headers: { 'access-control-allow-origin': newsroom.origin },
      }),
    )
    await hide(page, true)
    await expect.poll(() => newsroom.reading.events.size()).toBe(0)
    const asked = page.waitForResponse(new RegExp(`/comments/${comment.id}$`))
    await hide(page, false)
    expect((await asked).status()).toBe(200)
    expect(await page.getByText('This comment was removed.').count()).toBe(0)
    expect(await arrived.count()).toBe(1)
  })
})

/** As when a reader goes to another tab, or comes back. */
async function hide(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)
}
