import type { Browser, Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, launchBrowser, PHONE } from '../helpers/browser.ts'
import { isActive } from '../helpers/in-page.ts'
import { ours } from '../helpers/looked-at.ts'
import {
  aNewsroom,
  isReady,
  type Newsroom,
  readArticle,
  send,
  spoken,
  thread,
  write,
} from '../helpers/widget.ts'
import { aWindow, watchShifts } from '../helpers/window.ts'

const SAID = /^Comments under the name “\u2068Mo\u2069” are hidden on this site, whoever writes them\./

let browser: Browser
let newsroom: Newsroom
beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

async function publish(at: string, name: string, fields: Record<string, unknown> = {}): Promise<string> {
  return (await newsroom.post({ name, ...fields }, at)).comment.id
}

/** Below an article: Mo, whom Bo answers, then Cy, whom Mo answers, and Mo again. */
async function aQuarrel(at: string): Promise<{ readonly first: string; readonly last: string }> {
  const first = await publish(at, 'Mo')
  await publish(at, 'Bo', { parentId: first })
  await publish(at, 'mo', { parentId: await publish(at, 'Cy') })
  return { first, last: await publish(at, 'Mo') }
}

const comment = (page: Page, id: string) => page.locator(`#comment-${id} > article`)
/** Of comments that are shown. */
const authors = (page: Page) => page.locator('postbag-comments .author')
const lines = (page: Page) => page.locator('postbag-comments .hidden > span')
const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true })
const shifts = (page: Page) => page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)

async function hide(page: Page, id: string): Promise<void> {
  await button(comment(page, id), 'Hide comments by Mo').click()
  await button(comment(page, id), 'Stop hiding').waitFor()
}

describe('a reader who hides what somebody writes', () => {
  it('sees a quiet line in each place, and what others answered; undoes it with one press', async () => {
    const { last } = await aQuarrel('hides')
    const { page } = await readArticle(browser, newsroom, 'hides', { viewport: PHONE })
    await hide(page, last)
    const undo = button(comment(page, last), 'Stop hiding')
    expect(await undo.evaluate(isActive)).toBe(true)
    await expect.poll(() => spoken(page)).toMatch(SAID)
    expect(await lines(page).allTextContents()).toEqual([
      expect.stringMatching(SAID),
      'Comment by \u2068mo\u2069 hidden',
      'Comment by \u2068Mo\u2069 hidden',
    ])
    expect(await authors(page).allTextContents()).toEqual(['Cy', 'Bo'])
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('5 comments')
    expect(ours(await axeViolations(page))).toEqual([])

    await undo.press('Enter')
    await expect.poll(() => lines(page).count()).toBe(0)
    expect(await button(comment(page, last), 'Hide comments by Mo').evaluate(isActive)).toBe(true)
    expect(await spoken(page)).toBe('Comments by \u2068Mo\u2069 are shown again.')
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => /hidden/.test(key)))).toEqual(
      [],
    )
  })

  it('does so by keyboard alone', async () => {
    const { last } = await aQuarrel('keys')
    const { page } = await readArticle(browser, newsroom, 'keys')
    await button(comment(page, last), 'Report').focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const undo = button(comment(page, last), 'Stop hiding')
    await expect.poll(() => undo.evaluate(isActive)).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Space')
    expect(await button(comment(page, last), 'Hide comments by Mo').evaluate(isActive)).toBe(true)
  })

  it('finds it so after a reload and below other articles, from the first drawing on', async () => {
    const { last } = await aQuarrel('later')
    await aQuarrel('elsewhere')
    const { page } = await readArticle(browser, newsroom, 'later')
    await hide(page, last)
    await page.addInitScript(watchShifts)
    const held = Promise.withResolvers<void>()
    await page.route('**/embed/later-*', (route) => held.promise.then(() => route.continue()))
    for (const at of ['later', 'elsewhere']) {
      const asked = page.waitForRequest('**/embed/later-*')
      await page.goto(newsroom.serve(at))
      await asked
      if (at === 'later') {
        // Much longer than a thread waits for anything else.
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)))
        expect(await page.locator('postbag-comments h2').count()).toBe(0)
        held.resolve()
      }
      await isReady(page)
      expect(await lines(page).count()).toBe(3)
      expect(await authors(page).allTextContents()).toEqual(['Cy', 'Bo'])
      expect(await shifts(page)).toEqual([])
    }
  })

  it('reads the thread also where the code that hides does not come, and nothing vanishes when it does', async () => {
    const { last } = await aQuarrel('code')
    const { page } = await readArticle(browser, newsroom, 'code')
    await hide(page, last)
    await page.route('**/embed/later-*', (route) => route.abort())
    await page.goto(newsroom.serve('code'))
    await isReady(page)
    expect(await page.locator('.text').count()).toBe(5)
    await page.unroute('**/embed/later-*')
    await expect
      .poll(async () => {
        await page.locator('postbag-comments .actions').first().hover()
        await page.locator('postbag-comments h2').hover()
        await page.locator('[data-do=like]').first().click()
        return lines(page).count()
      })
      .toBe(3)
    expect(await page.locator('.text').count()).toBe(5)
  })

  it('has one of them shown, keeps the keyboard there, and hides it again', async () => {
    const { first, last } = await aQuarrel('one')
    const { page } = await readArticle(browser, newsroom, 'one')
    await hide(page, last)
    const show = button(comment(page, first), 'Show')
    expect(await show.getAttribute('aria-expanded')).toBe('false')
    await show.press('Enter')
    await comment(page, first).locator('.text').waitFor()
    const again = button(comment(page, first), 'Hide')
    expect(await again.getAttribute('aria-expanded')).toBe('true')
    expect(await again.evaluate(isActive)).toBe(true)
    expect(await lines(page).first().textContent()).toMatch(SAID)
    expect(await page.locator('.text').count()).toBe(3)
    expect(ours(await axeViolations(page))).toEqual([])

    await again.press('Enter')
    await show.waitFor()
    expect(await show.evaluate(isActive)).toBe(true)
    await show.click()
    await button(comment(page, first), 'Hide comments by Mo').click()
    await expect.poll(() => show.evaluate(isActive)).toBe(true)
    await show.click()
    await button(comment(page, first), 'Stop hiding').click()
    await expect.poll(() => page.locator('.text').count()).toBe(5)
  })

  it.each([
    ['where the browser takes care of it', ''],
    ['where it does not', 'html { overflow-anchor: none }'],
  ])('has the comment stay where it is, whatever goes above it: %s', async (name, style) => {
    const at = `stays-${name.length}`
    const first = await publish(at, 'Mo')
    for (let i = 0; i < 8; i++) await publish(at, 'Mo')
    newsroom.serve(`${at}.css`, `${style} .end { height: 3000px }`)
    const body = `<link rel="stylesheet" href="/${at}.css">${thread({ article: at })}<p class="end"></p>`
    const { page } = await aWindow(browser, newsroom.serve(at, body))
    await isReady(page)
    const top = () => comment(page, first).evaluate((article) => article.getBoundingClientRect().top)
    await page.evaluate((above) => scrollBy(0, above - 300), await top())
    const before = await top()
    await hide(page, first)
    expect(await lines(page).count()).toBe(9)
    expect(await button(comment(page, first), 'Stop hiding').evaluate(isActive)).toBe(true)
    expect(Math.abs((await top()) - before)).toBeLessThan(2)
    await button(comment(page, first), 'Stop hiding').click()
    await expect.poll(() => lines(page).count()).toBe(0)
    expect(Math.abs((await top()) - before)).toBeLessThan(2)
  })

  it('prints the line without its buttons', async () => {
    const { last } = await aQuarrel('printed')
    const { page } = await readArticle(browser, newsroom, 'printed')
    await hide(page, last)
    await page.emulateMedia({ media: 'print' })
    expect(await lines(page).nth(1).isVisible()).toBe(true)
    expect(await button(page, 'Show').first().isVisible()).toBe(false)
  })

  it('tells nobody, and can do it where nothing may be stored', async () => {
    const { last } = await aQuarrel('unstored')
    const { page } = await aWindow(browser, 'about:blank')
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError')
      }
    })
    await page.goto(newsroom.serve('unstored'))
    await isReady(page)
    await page.locator('postbag-comments h2').hover()
    await page.locator('postbag-comments .new').waitFor({ state: 'attached' })
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await hide(page, last)
    expect(await lines(page).count()).toBe(3)
    expect(asked).toEqual([])
    await button(comment(page, last), 'Stop hiding').click()
    await expect.poll(() => lines(page).count()).toBe(0)
  })

  it('does so in all threads of the page, and in other tabs', async () => {
    const { last } = await aQuarrel('both-1')
    await aQuarrel('both-2')
    const two =
      thread({ article: 'both-1', loading: 'eager' }) + thread({ article: 'both-2', loading: 'eager' })
    const { page } = await aWindow(browser, newsroom.serve('both', two))
    await expect.poll(() => page.locator('postbag-comments h2').count()).toBe(2)
    const tab = await page.context().newPage()
    await tab.goto(newsroom.serve('both-2'))
    for (const at of [page, tab]) {
      for (const heading of await at.locator('postbag-comments h2').all()) await heading.hover()
      const { length } = await at.locator('postbag-comments').all()
      await expect.poll(() => at.locator('postbag-comments .new').count()).toBe(length)
    }
    await hide(page, last)
    await expect.poll(() => lines(page).count()).toBe(6)
    await expect.poll(() => lines(tab).count()).toBe(3)
  })

  it('sees their own comments under the same name', async () => {
    const { last } = await aQuarrel('own')
    const { page } = await readArticle(browser, newsroom, 'own')
    await write(page, { text: 'I am also called so.', name: 'Mo' })
    await send(page)
    const own = page.locator('li.comment', { hasText: 'I am also called so.' })
    await own.waitFor()
    expect(await button(own, 'Hide comments by Mo').count()).toBe(0)
    await hide(page, last)
    await page.reload()
    await isReady(page)
    expect(await own.count()).toBe(1)
    expect(await lines(page).count()).toBe(3)
  })
})
