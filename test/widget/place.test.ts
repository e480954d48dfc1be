import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { isKnown } from '../helpers/returning.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, thread } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom
/** The id of the newest comment. */
let last = ''

const ROOM = 'postbag-comments:not([data-short]) { display: block; min-height: max(36rem, 100svh) }'

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  for (let i = 1; i <= 60; i++) {
    last = (await newsroom.post({ name: `Reader ${i}` }, 'long')).comment.id
  }
  return () => Promise.all([newsroom.close(), browser.close()])
})

/** A reader of a long article in the middle of its second page of comments. */
async function aReader({ style = '', hash = '' } = {}): Promise<Page> {
  newsroom.serve('long.css', `.long { height: 3000px } ${style}`)
  const body = `<link rel="stylesheet" href="/long.css"><p class="long"></p>${thread({ article: 'long' })}`
  const { page } = await aWindow(browser, newsroom.serve('long', body) + hash)
  await page.locator('postbag-comments').scrollIntoViewIfNeeded()
  await isReady(page)
  await page.getByRole('button', { name: 'Show more comments' }).click()
  await expect.poll(() => page.getByRole('article').count()).toBe(50)
  await isKnown(page, 'long')
  await page.evaluate(() => {
    const articles = document.querySelector('postbag-comments')?.shadowRoot?.querySelectorAll('article')
    scrollBy(0, (articles?.[40]?.getBoundingClientRect().top ?? 0) + 20)
  })
  return page
}

/** The first comment in view, and where it is. */
function firstInView(page: Page): Promise<string> {
  return page.evaluate(() => {
    const all = document.querySelector('postbag-comments')?.shadowRoot?.querySelectorAll('article') ?? []
    const first = [...all].find((one) => one.getBoundingClientRect().bottom > 0)
    const name = first?.querySelector('.author')?.textContent
    return `${name} at ${Math.round(first?.getBoundingClientRect().top ?? 0)}`
  })
}

describe('a reader who was among the comments', () => {
  it.each([
    ['', {}],
    [' where the page keeps room for them', { style: ROOM }],
    [', although a link led to another comment', { hash: '#comment-LAST' }],
  ])(
    'is there again after a reload%s',
    async (_, { hash = '', ...options }: Parameters<typeof aReader>[0] = {}) => {
      const page = await aReader({ ...options, hash: hash.replace('LAST', last) })
      const before = await firstInView(page)
      expect(before).toBe('Reader 20 at -20')
      await page.reload()
      await expect.poll(() => firstInView(page)).toBe(before)
    },
  )

  it('is there again after another page, in the order they chose', async () => {
    const page = await aReader()
    await page.getByLabel('Sort by').selectOption('Oldest')
    await expect.poll(() => page.getByRole('article').count()).toBe(25)
    await page.evaluate(() => {
      const articles = document.querySelector('postbag-comments')?.shadowRoot?.querySelectorAll('article')
      scrollBy(0, (articles?.[10]?.getBoundingClientRect().top ?? 0) + 20)
    })
    const before = await firstInView(page)
    expect(before).toBe('Reader 11 at -20')
    await page.goto(newsroom.serve('elsewhere', '<p>Elsewhere</p>'))
    await page.goBack()
    await expect.poll(() => firstInView(page)).toBe(before)
    expect(await page.getByLabel('Sort by').inputValue()).toBe('oldest')
  })

  it('finds what they had begun to answer, and what they had folded away', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'answered')
    await newsroom.post({ name: 'Cy', parentId: comment.id }, 'answered')
    const { page } = await readArticle(browser, newsroom, 'answered')
    await page.getByRole('button', { name: 'Hide replies' }).click()
    await page.getByRole('button', { name: 'Reply to Bo' }).click()
    const answer = page.getByRole('textbox', { name: 'Reply to Bo' })
    await answer.fill('Begun in a tunnel.')
    await isKnown(page, 'answered')
    await page.reload()
    await answer.waitFor()
    expect(await answer.inputValue()).toBe('Begun in a tunnel.')
    await page.getByRole('button', { name: 'Show 1 reply' }).waitFor()
  })

  it('stays where they have gone meanwhile', async () => {
    const page = await aReader()
    const held = Promise.withResolvers<void>()
    await page.route('**/articles/long/comments?**', async (route) => {
      await held.promise
      await route.continue()
    })
    const asked = page.waitForRequest('**/articles/long/comments?**')
    await page.reload()
    await asked
    await page.mouse.move(600, 400)
    await page.mouse.wheel(0, -1_500)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(2_000)
    const before = await page.evaluate(() => scrollY)
    held.resolve()
    await isReady(page)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
    expect(await page.evaluate(() => scrollY)).toBe(before)
  })

  it('begins at the top when they come anew', async () => {
    const page = await aReader()
    const address = page.url()
    await page.goto('about:blank')
    await page.goto(address)
    await page.waitForLoadState('load')
    expect(await page.evaluate(() => scrollY)).toBe(0)
  })
})
