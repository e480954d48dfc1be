import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { asHolder } from '../helpers/desk.ts'
import { isActive, isInView } from '../helpers/in-page.ts'
import { isKnown, news, type Readers, readersOf, unread } from '../helpers/returning.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, spoken, thread } from '../helpers/widget.ts'
import { aWindow, watchShifts } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom
let they: Readers
beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  they = readersOf(browser, newsroom)
  return () => Promise.all([newsroom.close(), browser.close()])
})

async function publish(at: string, name: string, fields: Record<string, unknown> = {}): Promise<string> {
  return (await newsroom.post({ name, ...fields }, at)).comment.id
}

/** A reader who hides everything by Mo, whom they met below this article. */
async function aReaderWithoutMo(at: string): Promise<{ page: Page; id: string }> {
  const id = await publish(at, 'Mo')
  const { page } = await readArticle(browser, newsroom, at)
  await hideMo(page)
  return { page, id }
}

async function hideMo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Hide comments by Mo' }).first().click()
  await page.getByRole('button', { name: 'Stop hiding' }).waitFor()
}

const authors = (page: Page) => page.locator('postbag-comments .author').allTextContents()
const lines = (page: Page) => page.locator('postbag-comments .hidden > span')
const heading = (page: Page) => page.locator('postbag-comments h2')

describe('a link to a hidden comment', () => {
  it('shows it from the first drawing on, and no other', async () => {
    const { page, id } = await aReaderWithoutMo('linked')
    await publish('linked', 'Mo')
    await page.goto('about:blank')
    await page.addInitScript(watchShifts)
    await page.goto(`${newsroom.serve('linked')}#comment-${id}`)
    await isReady(page)
    expect(await authors(page)).toEqual(['Mo'])
    const found = page.locator(`#comment-${id} > article`)
    await expect.poll(() => found.evaluate(isActive)).toBe(true)
    await expect.poll(() => found.evaluate(isInView)).toBe(true)
    expect(await lines(page).count()).toBe(2)
    expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([])
  })

  it('shows it where the link is on the page', async () => {
    const { page, id } = await aReaderWithoutMo('named')
    await page.evaluate((linked) => location.assign(`#comment-${linked}`), id)
    await expect.poll(() => authors(page)).toEqual(['Mo'])
  })

  it('is no longer needed by who comes back to where they had it shown', async () => {
    const { page } = await aReaderWithoutMo('back')
    await page.reload()
    await isReady(page)
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect.poll(() => authors(page)).toEqual(['Mo'])
    await page.reload()
    await isReady(page)
    expect(await authors(page)).toEqual(['Mo'])
  })
})

describe('what somebody writes whom a reader hides', () => {
  it('is not announced when it arrives, and is in its place with what others write', async () => {
    const { page, id } = await aReaderWithoutMo('live')
    await publish('live', 'Mo')
    await expect.poll(() => heading(page).textContent()).toBe('2 comments')
    await publish('live', 'Mo', { parentId: id })
    await expect.poll(() => heading(page).textContent()).toBe('3 comments')
    expect(await spoken(page)).toMatch(/^Comments under the name/)
    expect(await page.locator('postbag-comments .new button').count()).toBe(0)
    await publish('live', 'Bo')
    await page.getByRole('button', { name: '1 new comment' }).click()
    const bo = page.getByRole('article', { name: 'Bo' })
    await expect.poll(() => bo.evaluate(isActive)).toBe(true)
    expect(await lines(page).count()).toBe(3)
    expect(await authors(page)).toEqual(['Bo'])
  })

  it('is no news: neither what is new nor who answered, here and below other articles', async () => {
    const { page, id } = await they.anAuthor('news')
    const mo = await they.answer(id, 'news', 'Mo')
    await they.read(page, 'news')
    await page.locator(`#comment-${mo}`).waitFor()
    await hideMo(page)
    await isKnown(page, 'news')
    await they.read(page, 'news-elsewhere')
    await they.answer(id, 'news', 'Mo')
    await they.answer(id, 'news', 'Bo')
    await publish('news', 'mo')
    await they.read(page, 'news')
    await news(page).filter({ hasText: '1 new reply to you:' }).getByRole('link', { name: 'Bo' }).waitFor()
    expect(await news(page).filter({ hasText: 'Mo' }).count()).toBe(0)
    await page.getByRole('link', { name: '1 new since your last visit' }).waitFor()
    expect(await unread(page).allTextContents()).toEqual(['Bo'])
  })

  it('is no news below another article, although it was heard of there before', async () => {
    const { page, id } = await they.anAuthor('heard')
    await they.answer(id, 'heard', 'Mo')
    await publish('heard-here', 'Mo')
    await they.read(page, 'heard-here')
    await news(page).filter({ hasText: '1 new reply to you under' }).waitFor()
    await hideMo(page)
    await they.read(page, 'heard-here')
    await page.locator('postbag-comments .news').waitFor({ state: 'attached' })
    expect(await news(page).count()).toBe(0)
  })
})

describe('whom a reader hides', () => {
  it('is not the newsroom where it answers', async () => {
    const { page, id } = await aReaderWithoutMo('newsroom')
    const mo = asHolder(newsroom, newsroom.moderator)
    const path = `/v1/review/comments/${id}/answers`
    const { status } = await mo('POST', path, { text: 'We have looked into it.', name: 'Mo' })
    expect(status).toBe(201)
    await page.reload()
    await isReady(page)
    const answer = page.locator('li.comment', { hasText: 'We have looked into it.' }).last()
    await answer.waitFor()
    expect(await answer.getByRole('button', { name: 'Report' }).count()).toBe(1)
    expect(await answer.getByRole('button', { name: 'Hide comments by Mo' }).count()).toBe(0)
  })

  it.each([
    ['only calls themselves so', 'false', ['✓']],
    ['is verified', 'true', ['']],
  ])('is who %s, and nobody else of that name', async (_, verified, left) => {
    const at = `verified-${verified}`
    await publish(at, 'Mo', { text: 'The real one.' })
    await publish(at, 'Mo', { text: 'Somebody else.' })
    const { page } = await aWindow(browser, 'about:blank')
    // Which would tell once more what has just been written.
    await page.route('**/events', (route) => route.abort())
    await page.route(`**/articles/${at}/comments?**`, async (route) => {
      const response = await route.fetch()
      const json = await response.json()
      for (const one of json.comments) if (one.text === 'The real one.') one.author.verified = true
      await route.fulfill({ response, json })
    })
    await page.goto(newsroom.serve(at, thread({ article: at })))
    await isReady(page)
    const isReal = verified === 'true'
    const theirs = page
      .getByRole('article', { name: 'Mo' })
      .filter({ hasText: isReal ? 'The real' : 'Somebody' })
    await theirs.getByRole('button', { name: 'Hide comments by Mo' }).click()
    await expect
      .poll(() => lines(page).allTextContents())
      .toEqual([expect.stringContaining(isReal ? '“\u2068Mo ✓\u2069”' : '“\u2068Mo\u2069”')])
    const rest = page.locator('article', { has: page.locator('.text') })
    expect(await rest.locator('.badge').allTextContents()).toEqual(
      left.filter(Boolean).map((mark) => ` ${mark}`),
    )
    expect(await rest.count()).toBe(1)
  })
})
