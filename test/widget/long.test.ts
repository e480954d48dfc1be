import type { Browser, Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, launchBrowser, PHONE } from '../helpers/browser.ts'
import { isActive, isInView } from '../helpers/in-page.ts'
import { words } from '../helpers/service.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, send, thread, write } from '../helpers/widget.ts'
import { aWindow, watchShifts } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

/** Fourteen lines, others each time, and a link. */
function aLong(): string {
  const lines = Array.from({ length: 14 }, words)
  return `${lines.join('\n\n')}\n\nRead on at https://harbour.example/depths`
}

/** Posts a comment that everybody sees, whatever a check finds in words of chance. */
async function publish(at: string, fields: Record<string, unknown>): Promise<string> {
  const { comment, status } = await newsroom.post(fields, at)
  if (status === 'pending') await newsroom.decide(comment.id, 'approve')
  return comment.id
}

const article = (page: Page, name: string) => page.getByRole('article', { name })
const readMore = (at: Locator) => at.getByRole('button', { name: 'Read more' })

/** Whether the end of a comment's text is cut off. */
function isCut(at: Locator): Promise<boolean> {
  return at.locator('div:has(> .text)').evaluate((around) => around.scrollHeight > around.clientHeight + 1)
}

describe('a very long comment', () => {
  it('is folded, and opens and folds at a button, which keeps the keyboard', async () => {
    await publish('folded', { name: 'Bo', text: aLong() })
    await publish('folded', { name: 'Cy', text: 'In a word: no.' })
    const { page } = await readArticle(browser, newsroom, 'folded', { viewport: PHONE })
    expect(await article(page, 'Cy').locator('[data-do=whole]').count()).toBe(0)
    const long = article(page, 'Bo')
    expect(await isCut(long)).toBe(true)
    expect(await readMore(long).getAttribute('aria-expanded')).toBe('false')
    expect(await axeViolations(page)).toEqual([])

    await readMore(long).press('Enter')
    const less = long.getByRole('button', { name: 'Show less' })
    await less.waitFor()
    expect(await less.getAttribute('aria-expanded')).toBe('true')
    expect(await less.evaluate(isActive)).toBe(true)
    expect(await isCut(long)).toBe(false)

    await less.press('Enter')
    await readMore(long).waitFor()
    expect(await isCut(long)).toBe(true)
    expect(await readMore(long).evaluate(isActive)).toBe(true)
    await expect.poll(() => readMore(long).evaluate(isInView)).toBe(true)
  })

  it.each([
    ['twelve short lines', 'A line.\n'.repeat(12), 0],
    ['thirteen short lines', 'Sea and sky\n'.repeat(13), 1],
    ['twelve short paragraphs', 'One line.\n\n'.repeat(12), 0],
    ['one paragraph of twelve full lines', 'Ab '.repeat(360).trimEnd(), 0],
    ['one paragraph of a little more', 'Cd '.repeat(361).trimEnd(), 1],
    ['ten full lines and three short ones', `${'Ef '.repeat(300).trimEnd()}\nOne.\nTwo.\nThree.`, 1],
  ])('is one of more than twelve lines: %s', async (name, text, buttons) => {
    const at = name.replaceAll(' ', '-')
    await publish(at, { text })
    const { page } = await readArticle(browser, newsroom, at)
    expect(await page.locator('[data-do=whole]').count()).toBe(buttons)
    expect(await isCut(page.getByRole('article'))).toBe(buttons === 1)
  })

  it('is as high from the first drawing on: whole where a link leads to it, folded elsewhere', async () => {
    const id = await publish('linked', { name: 'Bo', text: aLong() })
    await publish('linked', { name: 'Cy', text: aLong() })
    const { page } = await aWindow(browser, 'about:blank')
    await page.addInitScript(watchShifts)
    await page.route('**/embed/later-*.js', (route) => route.abort())
    await page.goto(`${newsroom.serve('linked')}#comment-${id}`)
    await isReady(page)
    expect(await isCut(article(page, 'Bo'))).toBe(false)
    expect(await isCut(article(page, 'Cy'))).toBe(true)
    expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([])
  })

  it('is shown whole where a link on the page leads to it, and where it is quoted', async () => {
    const id = await publish('led-to', { name: 'Bo', text: aLong() })
    await publish('led-to', { name: 'Cy', text: aLong() })
    const { page } = await readArticle(browser, newsroom, 'led-to')
    await page.evaluate((linked) => location.assign(`#comment-${linked}`), id)
    await page.locator('postbag-comments').hover()
    await expect.poll(() => isCut(article(page, 'Bo'))).toBe(false)
    expect(await isCut(article(page, 'Cy'))).toBe(true)
    await article(page, 'Cy').getByRole('button', { name: 'Quote' }).click()
    await expect.poll(() => isCut(article(page, 'Cy'))).toBe(false)
  })

  it('is shown whole to who has just written it', async () => {
    const { page } = await readArticle(browser, newsroom, 'own-long')
    await write(page, { text: aLong() })
    await send(page)
    const own = page.locator('li.comment')
    const id = (await own.getAttribute('id'))?.replace('comment-', '') ?? ''
    if ((await own.getAttribute('class'))?.includes('own')) await newsroom.decide(id, 'approve')
    await page.locator(`li[data-id="${id}"]`).waitFor()
    expect(await isCut(article(page, 'Ada'))).toBe(false)
  })

  it('opens where the keyboard reaches a link in it, which stays where it is', async () => {
    await publish('reached', { name: 'Bo', text: aLong() })
    const { page } = await readArticle(browser, newsroom, 'reached')
    const link = article(page, 'Bo').getByRole('link', { name: 'harbour.example' })
    await link.focus()
    await expect.poll(() => isCut(article(page, 'Bo'))).toBe(false)
    expect(await link.evaluate(isActive)).toBe(true)
    await expect.poll(() => link.evaluate(isInView)).toBe(true)
    await article(page, 'Bo').getByRole('button', { name: 'Show less' }).waitFor()
  })

  it('opens there also where the keyboard was faster than the code that listens', async () => {
    await publish('early', { name: 'Bo', text: aLong() })
    const { page } = await aWindow(browser, 'about:blank')
    const loads = Promise.withResolvers<void>()
    await page.route('**/embed/live-*.js', (route) => loads.promise.then(() => route.continue()))
    await page.goto(newsroom.serve('early'))
    await isReady(page)
    const link = article(page, 'Bo').getByRole('link', { name: 'harbour.example' })
    await link.focus()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await isCut(article(page, 'Bo'))).toBe(true)
    loads.resolve()
    await expect.poll(() => isCut(article(page, 'Bo'))).toBe(false)
    expect(await link.evaluate(isActive)).toBe(true)
    await expect.poll(() => link.evaluate(isInView)).toBe(true)
  })

  it('is printed whole', async () => {
    await publish('printed', { name: 'Bo', text: aLong() })
    const { page } = await readArticle(browser, newsroom, 'printed')
    await page.emulateMedia({ media: 'print' })
    expect(await isCut(article(page, 'Bo'))).toBe(false)
    expect(await readMore(article(page, 'Bo')).isVisible()).toBe(false)
  })

  it.each([
    ['80px', 80],
    ['none', undefined],
  ])('is folded to what the page likes: %s', async (excerpt, height) => {
    const at = `excerpt-${excerpt}`
    await publish(at, { name: 'Bo', text: aLong() })
    newsroom.serve(`${at}.css`, `postbag-comments { --postbag-excerpt: ${excerpt} }`)
    const body = `<link rel="stylesheet" href="/${at}.css">${thread({ article: at })}`
    const { page } = await aWindow(browser, newsroom.serve(at, body))
    await isReady(page)
    const text = article(page, 'Bo').locator('div:has(> .text)')
    if (height !== undefined) return expect((await text.boundingBox())?.height).toBe(height)
    expect(await isCut(article(page, 'Bo'))).toBe(false)
    expect(await text.evaluate((whole) => getComputedStyle(whole).maskImage)).toBe('none')
  })

  it('is still open for a reader who comes back', async () => {
    await publish('come-back', { name: 'Bo', text: aLong() })
    const { page } = await readArticle(browser, newsroom, 'come-back')
    await readMore(article(page, 'Bo')).click()
    await article(page, 'Bo').getByRole('button', { name: 'Show less' }).waitFor()
    await page.reload()
    await isReady(page)
    await page.locator('postbag-comments').hover()
    await article(page, 'Bo').getByRole('button', { name: 'Show less' }).waitFor()
  })
})
