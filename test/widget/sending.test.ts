import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { isActive } from '../helpers/in-page.ts'
import {
  aNewsroom,
  goOffline,
  isReady,
  type Newsroom,
  readArticle,
  send,
  spoken,
  write,
} from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

describe('a comment that does not get through', () => {
  it('waits while there is no connection and is sent once there is one, under the same id and a key that nobody else knows', async () => {
    const { page } = await readArticle(browser, newsroom, 'offline')
    await write(page, { text: 'Written in a tunnel.' })
    // The code that sends is there: without it nothing would be sent before there is a connection.
    await page.locator('postbag-comments .new').waitFor({ state: 'attached' })
    const ids: string[] = []
    const keys: (string | undefined)[] = []
    page.on('request', (request) => {
      if (request.method() !== 'POST') return
      ids.push(request.postDataJSON().id)
      keys.push(request.headers()['idempotency-key'])
    })
    await goOffline(page, newsroom)
    await send(page)
    await page
      .locator('.own')
      .getByText('Not sent yet. It will be sent as soon as there is a connection.')
      .waitFor()
    await page.context().setOffline(false)
    await expect.poll(() => page.getByText('Not sent yet.').count()).toBe(0)
    await page.getByRole('article', { name: 'Ada' }).waitFor()
    expect(ids.length).toBeGreaterThanOrEqual(2)
    expect(new Set(ids).size).toBe(1)
    expect(new Set(keys)).toEqual(new Set([expect.stringMatching(/^[\w-]{36}$/)]))
    expect(keys[0]).not.toBe(ids[0])
  })

  it.each([
    ['is lost', 'lost', undefined],
    ['breaks off', 'broken-off', '{"comment":{"id":'],
    ['is somebody else’s', 'captive', '<!doctype html><title>Sign in to our network</title>'],
  ])('is not stored twice when the answer %s and the reader sends it again', async (_, article, body) => {
    const { page } = await readArticle(browser, newsroom, article)
    let isLost = true
    await page.route(`**/articles/${article}/comments`, async (route) => {
      const response = await route.fetch()
      if (!isLost) await route.fulfill({ response })
      else if (body === undefined) await route.abort('connectionreset')
      else await route.fulfill({ response, body })
      isLost = false
    })
    await write(page, { text: 'Said once, heard once.' })
    await send(page)
    await page.locator('.own').getByText('Not sent yet.').waitFor()
    // It is there, and is heard of before its sender has an answer.
    await page.getByRole('heading', { name: '1 comment' }).waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => page.locator('li.own').count()).toBe(0)
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('1 comment')
    await page.reload()
    await isReady(page)
    expect(await page.getByRole('article').count()).toBe(1)
  })

  it.each([
    ['the page', 'later', () => {}],
    ['a page with an old Prototype', 'much-later', likePrototype],
  ])(
    'is still there after %s was closed, and is sent when it is opened again',
    async (_, article, script) => {
      const { page } = await aWindow(browser, 'about:blank')
      await page.addInitScript(script)
      await page.goto(newsroom.serve(article))
      await isReady(page)
      await page.route(`**/articles/${article}/comments`, (route) => route.abort('internetdisconnected'))
      await write(page, { text: 'Patience is a bridge.' })
      await send(page)
      await page.locator('.own').getByText('Not sent yet.').waitFor()
      await page.unroute(`**/articles/${article}/comments`)
      await page.reload()
      await page.getByRole('article', { name: 'Ada' }).getByText('Patience is a bridge.').waitFor()
      await expect.poll(() => page.evaluate(() => localStorage.getItem('postbag:unsent:press'))).toBeNull()
    },
  )

  it('can be discarded', async () => {
    const { page } = await readArticle(browser, newsroom, 'discarded')
    await page.route('**/articles/discarded/comments', (route) => route.abort('internetdisconnected'))
    await write(page, { text: 'On second thought.' })
    await send(page)
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => page.getByRole('article').count()).toBe(0)
  })

  it('is heard of, and keeps the keyboard when it is sent, or gives it to the heading when it is discarded', async () => {
    const { page } = await readArticle(browser, newsroom, 'heard')
    await page.route('**/articles/heard/comments', (route) => route.abort('internetdisconnected'))
    const waits = 'Not sent yet. It will be sent as soon as there is a connection.'
    const toHeading = page.getByRole('heading', { level: 2 })
    const waiting = page.getByRole('article', { name: 'Ada' })
    await write(page, { text: 'Nobody hears this.' })
    await send(page)
    await expect.poll(() => spoken(page)).toContain(waits)
    await waiting.getByRole('button', { name: 'Discard' }).press('Enter')
    await expect.poll(() => toHeading.evaluate(isActive)).toBe(true)
    await write(page, { text: 'Everybody hears this.' })
    await send(page)
    const again = waiting.getByRole('button', { name: 'Try again' })
    // A repeated sentence is told from the one before it by a space at its end.
    await expect.poll(() => spoken(page)).toBe(`${waits}\u00a0`)
    await again.press('Enter')
    await expect.poll(() => spoken(page)).toBe(waits)
    expect(await again.evaluate(isActive)).toBe(true)
    await page.unroute('**/articles/heard/comments')
    await again.press('Enter')
    await expect.poll(() => page.getByRole('article', { name: 'Ada' }).evaluate(isActive)).toBe(true)
    expect(await spoken(page)).toContain('Your comment is published.')
  })

  it('is where the keyboard goes on from a form that closes', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'answered-offline')
    const { page } = await readArticle(browser, newsroom, 'answered-offline')
    await page.route('**/articles/answered-offline/comments', (route) => route.abort('internetdisconnected'))
    await page.getByRole('button', { name: 'Reply to Bo' }).click()
    const form = page.locator(`#comment-${comment.id} form`)
    await form.getByRole('textbox', { name: 'Reply to Bo' }).fill('Not heard yet.')
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada')
    await form.getByRole('button', { name: 'Post comment' }).press('Enter')
    await expect.poll(() => page.getByRole('article', { name: 'Ada' }).evaluate(isActive)).toBe(true)
  })

  it('is shown as on its way on a slow network, and sent once however often the button is pressed', async () => {
    const { page } = await readArticle(browser, newsroom, 'slow')
    const { promise: held, resolve: arrive } = Promise.withResolvers<void>()
    const posts: string[] = []
    await page.route('**/articles/slow/comments', async (route) => {
      posts.push(route.request().url())
      await held
      await route.continue()
    })
    await write(page, { text: 'Slow and steady.' })
    await send(page)
    // By force: it says that it is disabled.
    await page.getByRole('button', { name: 'Sending…' }).click({ force: true })
    await page.getByRole('textbox', { name: 'Write a comment' }).press('Control+Enter')
    arrive()
    await page.getByRole('article', { name: 'Ada' }).getByText('Slow and steady.').waitFor()
    await page.getByRole('button', { name: 'Post comment' }).waitFor()
    expect(posts).toHaveLength(1)
    expect(await page.locator('li.own').count()).toBe(0)
  })
})

describe('what is written while a comment is on its way', () => {
  /** Holds what is sent below an article until it is let go. */
  async function held(page: Page, article: string): Promise<{ sent: Promise<unknown>; arrive: () => void }> {
    const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
    await page.route(`**/articles/${article}/comments`, (route) => line.then(() => route.continue()))
    return { sent: page.waitForRequest((request) => request.method() === 'POST'), arrive }
  }

  it('stays in the form, and as a draft', async () => {
    const { page } = await readArticle(browser, newsroom, 'meanwhile')
    const { sent, arrive } = await held(page, 'meanwhile')
    await write(page, { text: 'The first thought.' })
    await send(page)
    await sent
    const field = page.getByRole('textbox', { name: 'Write a comment' })
    await field.press('End')
    await page.keyboard.type(' And a second one.')
    arrive()
    await page
      .getByRole('article', { name: 'Ada' })
      .getByText('The first thought.', { exact: true })
      .waitFor()
    expect(await field.inputValue()).toBe('And a second one.')
    await page.reload()
    await isReady(page)
    expect(await field.inputValue()).toBe('And a second one.')
  })

  it('keeps the keyboard, also below another comment', async () => {
    for (const name of ['Bo', 'Cy']) await newsroom.post({ name }, 'meanwhile-below')
    const { page } = await readArticle(browser, newsroom, 'meanwhile-below')
    const { sent, arrive } = await held(page, 'meanwhile-below')
    await page.getByRole('button', { name: 'Reply to Bo' }).click()
    const form = page.getByRole('form', { name: 'Reply to Bo' })
    await form.getByRole('textbox', { name: 'Reply to Bo' }).fill('A word to Bo.')
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada')
    await form.getByRole('button', { name: 'Post comment' }).click()
    await sent
    await page.getByRole('button', { name: 'Reply to Cy' }).click()
    const field = page.getByRole('textbox', { name: 'Reply to Cy' })
    await field.fill('A word to ')
    arrive()
    await page.getByRole('article', { name: 'Ada' }).getByText('A word to Bo.').waitFor()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    await page.keyboard.type('Cy.')
    expect(await field.inputValue()).toBe('A word to Cy.')
  })
})

/** Runs in the page: lists become JSON as Prototype 1.6 makes it, a text. */
function likePrototype(): void {
  Object.assign(Array.prototype, {
    toJSON(this: readonly unknown[]) {
      return `[${this.map((item) => JSON.stringify(item)).join(', ')}]`
    },
  })
}
