import type { Browser, Page, Route } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, thread } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

const offline = (route: Route) => route.abort('internetdisconnected')

async function postTwo(article: string): Promise<void> {
  await newsroom.post({ name: 'First' }, article)
  await newsroom.post({ name: 'Second' }, article)
}

/** A reader who has opened nothing yet, so that what does not come can be chosen before. */
async function aReader(): Promise<Page> {
  const { page } = await aWindow(browser, 'about:blank')
  return page
}

function names(page: Page): Promise<(string | null)[]> {
  return page.locator('postbag-comments .author').allTextContents()
}

describe('another order', () => {
  it('that cannot be fetched leaves the thread as it is, and says so', async () => {
    await postTwo('unsorted')
    const { page } = await readArticle(browser, newsroom, 'unsorted')
    await page.route('**/comments?sort=oldest**', offline)
    await page.getByLabel('Sort by').selectOption('Oldest')
    await page.locator('.trouble').getByText('The comments could not be loaded.').waitFor()
    expect(await page.getByLabel('Sort by').inputValue()).toBe('newest')
    expect(await names(page)).toEqual(['Second', 'First'])
  })

  it('is the one asked for last, whichever comes first', async () => {
    await postTwo('hurried')
    const { page } = await readArticle(browser, newsroom, 'hurried')
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/comments?sort=oldest**', async (route) => {
      await held
      await route.continue()
    })
    const late = page.waitForResponse(/sort=oldest/)
    await page.getByLabel('Sort by').selectOption('Oldest')
    await expect.poll(() => page.locator('ol.thread').getAttribute('aria-busy')).toBe('true')
    await page.getByLabel('Sort by').selectOption('Most liked')
    await expect.poll(() => page.locator('ol.thread').getAttribute('aria-busy')).toBe('false')
    release()
    await (await late).finished()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await page.getByLabel('Sort by').inputValue()).toBe('top')
    expect(await names(page)).toEqual(['Second', 'First'])
  })
})

describe('a thread that could not be loaded', () => {
  it('comes by itself when the network is back', async () => {
    await postTwo('tunnel')
    const page = await aReader()
    await page.route('**/articles/tunnel/comments?**', offline)
    await page.goto(newsroom.serve('tunnel'))
    await page.getByText('The comments could not be loaded.').waitFor()
    await page.unroute('**/articles/tunnel/comments?**')
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await isReady(page)
    expect(await names(page)).toEqual(['Second', 'First'])
  })

  it('leaves what the page put inside until it comes after all', async () => {
    await postTwo('served')
    const page = await aReader()
    await page.route('**/articles/served/comments?**', offline)
    const failed = page.waitForEvent('requestfailed')
    await page.goto(newsroom.serve('served', thread({ article: 'served' }, '<p>As served</p>')))
    await failed
    const told = page.evaluate(
      () => new Promise((resolve) => document.addEventListener('postbag:ready', () => resolve('ready'))),
    )
    expect(await page.getByText('As served').isVisible()).toBe(true)
    await page.unroute('**/articles/served/comments?**')
    // The page itself may learn of the failure after the test has, and of a network before that it hears in vain.
    const heading = page.locator('postbag-comments h2')
    await expect
      .poll(async () => {
        await page.evaluate(() => dispatchEvent(new Event('online')))
        return heading.count()
      })
      .toBe(1)
    expect(await page.getByText('As served').isVisible()).toBe(false)
    expect(await told).toBe('ready')
  })

  it('gives the keyboard to its heading when the reader has asked again', async () => {
    const page = await aReader()
    await page.route('**/articles/again/comments?**', offline)
    await page.goto(newsroom.serve('again'))
    const retry = page.getByRole('button', { name: 'Try again' })
    await retry.waitFor()
    await page.unroute('**/articles/again/comments?**')
    await retry.press('Enter')
    await isReady(page)
    await expect.poll(() => page.locator('h2:focus').count()).toBe(1)
  })
})

describe('a page that changes while there is no network', () => {
  it.each([
    ['lang', 'de', 'Kommentar schreiben', ['Second', 'First']],
    ['sort', 'oldest', 'Write a comment', ['First', 'Second']],
  ])('its %s keeps its thread, says so, and follows by itself', async (attribute, value, label, order) => {
    const article = `changed-${attribute}`
    await postTwo(article)
    const { page } = await readArticle(browser, newsroom, article)
    const lines = [`**/articles/${article}/comments?**`, '**/embed/**']
    for (const line of lines) await page.route(line, offline)
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('Half a thought')
    await page.evaluate(
      ([name, now]) => document.querySelector('postbag-comments')?.setAttribute(name, now),
      [attribute, value] as const,
    )
    await page.locator('.trouble', { hasText: 'The comments could not be loaded.' }).waitFor()
    expect(await names(page)).toEqual(['Second', 'First'])
    for (const line of lines) await page.unroute(line)
    const text = page.getByRole('textbox', { name: label })
    const isThere = async () => {
      await page.evaluate(() => dispatchEvent(new Event('online')))
      return [await names(page), await text.count()]
    }
    await expect.poll(isThere).toEqual([order, 1])
    expect(await text.inputValue()).toBe('Half a thought')
    expect(await page.locator('postbag-comments h2').count()).toBe(1)
  })

  it('its article is not shown with the words of the one before', async () => {
    await postTwo('went')
    const { page } = await readArticle(browser, newsroom, 'stood')
    const lines = ['**/articles/*/comments?**']
    for (const line of lines) await page.route(line, offline)
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('About what stood here')
    await page.evaluate(() => document.querySelector('postbag-comments')?.setAttribute('sort', 'oldest'))
    await page.locator('.trouble').waitFor()
    await page.evaluate(() => document.querySelector('postbag-comments')?.setAttribute('article', 'went'))
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    for (const line of lines) await page.unroute(line)
    await page.getByRole('button', { name: 'Try again' }).click()
    await isReady(page)
    expect(await names(page)).toEqual(['First', 'Second'])
    expect(await page.getByRole('textbox', { name: 'Write a comment' }).inputValue()).toBe('')
  })
})

describe('on a bad network', () => {
  it('a button is shown to be at work while what it needs is on the way', async () => {
    await postTwo('slow')
    const page = await aReader()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/embed/later-*.js', async (route) => {
      await held
      await route.continue()
    })
    await page.goto(newsroom.serve('slow'))
    const reply = page.getByRole('button', { name: 'Reply to First' })
    await reply.click()
    expect(await reply.getAttribute('aria-busy')).toBe('true')
    release()
    await page.getByRole('form', { name: 'Reply to First' }).waitFor()
    await expect.poll(() => reply.getAttribute('aria-busy')).toBe(null)
  })

  it('news that are there before the code that tells them are told in turn', async () => {
    await postTwo('turns')
    const page = await aReader()
    const late = Promise.withResolvers<void>()
    await page.route('**/embed/later-*.js', async (route) => {
      await late.promise
      await route.continue()
    })
    await page.addInitScript(() => {
      const Stream = EventSource
      const heard = new Set<number>()
      Object.assign(window, { heard })
      globalThis.EventSource = class extends Stream {
        constructor(url: string | URL) {
          super(url)
          this.addEventListener('count', ({ data }) => heard.add(JSON.parse(data).count))
        }
      }
    })
    await page.goto(newsroom.serve('turns'))
    await isReady(page)
    const last = 9
    for (let count = 3; count <= last; count += 1) {
      await newsroom.post({ name: `Reader ${count}` }, 'turns')
      const isHeard = () =>
        page.evaluate((n) => (window as unknown as { heard: Set<number> }).heard.has(n), count)
      await expect.poll(isHeard).toBe(true)
    }
    const told = page.evaluate(
      (n) =>
        new Promise<void>((resolve) => {
          document.addEventListener('postbag:count', (event) => {
            const { count } = (event as CustomEvent<{ count: number }>).detail
            if (count === n) requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
          })
        }),
      last,
    )
    late.resolve()
    await told
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe(`${last} comments`)
  })

  it('a stream of news that was refused is asked for again, with what was missed', async () => {
    await postTwo('refused')
    const page = await aReader()
    await page.clock.install()
    await page.route('**/articles/refused/events', (route) => route.fulfill({ status: 503 }))
    const refused = page.waitForResponse(/\/events$/)
    await page.goto(newsroom.serve('refused'))
    await isReady(page)
    await refused
    await newsroom.post({ name: 'Third' }, 'refused')
    await page.unroute('**/articles/refused/events')
    await expect
      .poll(async () => {
        await page.clock.fastForward(20_000)
        return page.getByRole('button', { name: '1 new comment' }).count()
      })
      .toBe(1)
  })

  it('the part that hears news is asked for again when it did not come', async () => {
    await postTwo('unheard')
    const page = await aReader()
    await page.route('**/embed/live-*', (route) => route.abort(), { times: 1 })
    const lost = page.waitForEvent('requestfailed', (request) => request.url().includes('/embed/live-'))
    await page.goto(newsroom.serve('unheard'))
    await isReady(page)
    await lost
    await newsroom.post({ name: 'Third' }, 'unheard')
    await expect
      .poll(async () => {
        await page.evaluate(() => dispatchEvent(new Event('online')))
        return page.getByRole('button', { name: '1 new comment' }).count()
      })
      .toBe(1)
  })

  it('says what it was when the service does not take a like', async () => {
    await postTwo('unliked')
    const { page } = await readArticle(browser, newsroom, 'unliked')
    await page.route('**/like', (route) =>
      route.fulfill({
        status: 429,
        contentType: 'application/problem+json',
        headers: { 'access-control-allow-origin': newsroom.origin },
        body: JSON.stringify({ type: 'urn:postbag:problem:rate-limited', status: 429 }),
      }),
    )
    await page.getByRole('button', { name: 'Like' }).first().click()
    await page.locator('.trouble').getByText('You are posting too quickly.').waitFor()
  })
})
