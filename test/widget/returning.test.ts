import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { isActive, isInView } from '../helpers/in-page.ts'
import { isKnown, isQuiet, kept, later, news, type Readers, readersOf, unread } from '../helpers/returning.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, SITE, thread } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Of every article here, set apart from the text around it, which may run the other way. */
const TITLE = '“\u2068The bridge\u2069”'

let browser: Browser
let newsroom: Newsroom
let they: Readers
beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  they = readersOf(browser, newsroom)
  return () => Promise.all([newsroom.close(), browser.close()])
})

describe('a reader who comes back to where they wrote', () => {
  it('sees who answered them, and is taken there', async () => {
    const { page, id } = await they.anAuthor('answered')
    await they.answer(id, 'answered', 'Bo')
    await they.answer(id, 'answered', 'Cy')
    await they.read(page, 'answered')
    const told = news(page).filter({ hasText: '2 new replies to you:' })
    // What belongs above the thread may come after it.
    await expect.poll(() => told.getByRole('link').allTextContents()).toEqual(['Bo', 'Cy'])
    await told.getByRole('link', { name: 'Cy' }).click()
    const found = page.getByRole('article', { name: 'Cy' })
    await expect.poll(() => found.evaluate(isActive)).toBe(true)
    await expect.poll(() => found.evaluate(isInView)).toBe(true)
    expect(await page.locator('.marked > article').textContent()).toContain('Cy has a word to say.')
  })

  it('is told nothing where nobody answered, and their own words are not new to them', async () => {
    const { page } = await they.anAuthor('unanswered')
    await they.read(page, 'unanswered')
    await page.locator('postbag-comments .news').waitFor({ state: 'attached' })
    expect(await news(page).count()).toBe(0)
    expect(await unread(page).count()).toBe(0)
  })

  it('hears of answers to what is on no loaded page, and is taken there', async () => {
    const { page, id } = await they.anAuthor('buried')
    for (let i = 0; i < 26; i++) await newsroom.post({ name: `Reader ${i}` }, 'buried')
    await they.answer(id, 'buried', 'Bo')
    await they.read(page, 'buried')
    await news(page).filter({ hasText: '1 new reply to you:' }).getByRole('link', { name: 'Bo' }).click()
    await expect.poll(() => page.getByRole('article', { name: 'Bo' }).evaluate(isActive)).toBe(true)
  })

  it('hears of an answer that came while they were there and did not look at it', async () => {
    const { page, id } = await they.anAuthor('meanwhile')
    await they.answer(id, 'meanwhile', 'Bo')
    await page.getByRole('button', { name: '1 new comment' }).waitFor()
    await they.read(page, 'meanwhile-elsewhere')
    await news(page)
      .filter({ hasText: `1 new reply to you under ${TITLE}` })
      .waitFor()
    await they.read(page, 'meanwhile')
    await news(page).filter({ hasText: '1 new reply to you:' }).waitFor()
  })
})

describe('a reader who comes back to an article', () => {
  it('sees what is new in words and not by colour alone, and is taken to the first of it', async () => {
    await newsroom.post({ name: 'Bo' }, 'unread')
    const page = await they.aVisitor('unread')
    await newsroom.post({ name: 'Cy' }, 'unread')
    await newsroom.post({ name: 'Di' }, 'unread')
    await they.read(page, 'unread')
    await expect.poll(() => unread(page).allTextContents()).toEqual(['Di', 'Cy'])
    await page.getByRole('link', { name: '2 new since your last visit' }).click()
    const first = page.getByRole('article', { name: 'Di' })
    await expect.poll(() => first.evaluate(isActive)).toBe(true)
    await expect.poll(() => first.evaluate(isInView)).toBe(true)
  })

  it('sees that it is new although it was written before, where it waited for review', async () => {
    const links = 'https://a.example https://b.example https://c.example'
    const held = await newsroom.post({ name: 'Cy', text: links }, 'held')
    expect(held.status).toBe('pending')
    await newsroom.post({ name: 'Di' }, 'held')
    const page = await they.aVisitor('held')
    await newsroom.decide(held.comment.id, 'approve')
    await they.read(page, 'held')
    await page.getByRole('link', { name: '1 new since your last visit' }).waitFor()
    expect(await unread(page).allTextContents()).toEqual(['Cy'])
  })

  it('hears how many there are also where not all of them are loaded', async () => {
    const page = await they.aVisitor('many')
    for (let i = 0; i < 27; i++) await newsroom.post({ name: `Reader ${i}` }, 'many')
    await they.read(page, 'many')
    await page.getByRole('link', { name: '27 new since your last visit' }).waitFor()
    expect(await unread(page).count()).toBe(25)
    await page.getByRole('button', { name: 'Show more comments' }).click()
    await expect.poll(() => unread(page).count()).toBe(27)
  })

  it('keeps the marks while the visit goes on, and then has seen it', async () => {
    const page = await they.aVisitor('going-on')
    await newsroom.post({ name: 'Cy' }, 'going-on')
    for (const minutes of [0, 20]) {
      await later(page, minutes * MINUTE_MS)
      await they.read(page, 'going-on')
      await expect.poll(() => unread(page).allTextContents()).toEqual(['Cy'])
      await page.locator('postbag-comments h2').scrollIntoViewIfNeeded()
      const now = await page.evaluate(() => Date.now())
      await expect.poll(() => kept(page, 'visits')).toMatchObject({ 'going-on': { at: now } })
    }
    await later(page, 60 * MINUTE_MS)
    await they.read(page, 'going-on')
    await page.locator('postbag-comments .news').waitFor({ state: 'attached' })
    expect(await unread(page).count()).toBe(0)
  })

  it('is a stranger again after ninety days', async () => {
    const page = await they.aVisitor('long-ago')
    await newsroom.post({ name: 'Cy' }, 'long-ago')
    await later(page, 91 * DAY_MS)
    await they.read(page, 'long-ago')
    await page.locator('postbag-comments h2').hover()
    await page.locator('postbag-comments .new').waitFor({ state: 'attached' })
    expect(await news(page).count()).toBe(0)
    expect(await unread(page).count()).toBe(0)
  })

  it('is known also where they came through the comments by keyboard', async () => {
    await newsroom.post({ name: 'Bo' }, 'keyboard')
    const { page } = await readArticle(browser, newsroom, 'keyboard')
    await page.getByRole('button', { name: 'Like' }).focus()
    await isKnown(page, 'keyboard')
    await newsroom.post({ name: 'Cy' }, 'keyboard')
    await they.read(page, 'keyboard')
    await page.getByRole('link', { name: '1 new since your last visit' }).waitFor()
  })

  it('leaves to the button what arrives while they read', async () => {
    await newsroom.post({ name: 'Bo' }, 'live')
    const page = await they.aVisitor('live')
    await newsroom.post({ name: 'Cy' }, 'live')
    await they.read(page, 'live')
    await page.getByRole('link', { name: '1 new since your last visit' }).waitFor()
    await newsroom.post({ name: 'Di' }, 'live')
    await page.getByRole('button', { name: '1 new comment' }).click()
    await page.getByRole('article', { name: 'Di' }).waitFor()
    expect(await unread(page).allTextContents()).toEqual(['Cy'])
    await page.getByRole('link', { name: '1 new since your last visit' }).waitFor()
  })
})

describe('a reader who was answered below another article', () => {
  it('hears of it by that article’s title, and is taken there', async () => {
    const { page, id } = await they.anAuthor('there')
    await they.answer(id, 'there', 'Bo')
    await they.answer(id, 'there', 'Cy')
    await they.read(page, 'here')
    await page.getByRole('link', { name: `2 new replies to you under ${TITLE}` }).click()
    await isReady(page)
    expect(new URL(page.url()).pathname).toBe('/there')
    await expect.poll(() => page.getByRole('article', { name: 'Bo' }).evaluate(isActive)).toBe(true)
    await they.read(page, 'here')
    await page.locator('postbag-comments .news').waitFor({ state: 'attached' })
    expect(await news(page).count()).toBe(0)
  })

  it('hears of it in a conversation so deep that answers stand beside what they answer', async () => {
    let { comment } = await newsroom.post({ name: 'Bo' }, 'deep')
    for (const name of ['Cy', 'Di']) {
      comment = (await newsroom.post({ name, parentId: comment.id }, 'deep')).comment
    }
    const { page } = await readArticle(browser, newsroom, 'deep')
    await page.getByRole('button', { name: 'Reply to Di' }).click()
    const form = page.getByRole('form', { name: 'Reply to Di' })
    await form.getByRole('textbox', { name: 'Reply to Di' }).fill('A word of mine.')
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada')
    await form.getByRole('button', { name: 'Post comment' }).click()
    const item = page.locator('.below[data-depth="3"] li.comment')
    await item.waitFor()
    await they.answer((await item.getAttribute('data-id')) ?? '', 'deep', 'Ed')
    await they.read(page, 'deep-elsewhere')
    await page.getByRole('link', { name: `1 new reply to you under ${TITLE}` }).waitFor()
  })

  it('hears of it later where the service did not say who it was', async () => {
    const { page, id } = await they.anAuthor('unsaid')
    await they.answer(id, 'unsaid', 'Bo')
    await page.route(`**/comments/${id}`, (route) => route.abort())
    await they.read(page, 'unsaid-1')
    await expect.poll(() => kept(page, 'news')).toMatchObject({ told: [] })
    await page.unroute(`**/comments/${id}`)
    await later(page, 11 * MINUTE_MS)
    await they.read(page, 'unsaid-2')
    await news(page).filter({ hasText: '1 new reply to you' }).waitFor()
  })

  it('is told no more once they say so', async () => {
    const { page, id } = await they.anAuthor('unwanted')
    await they.answer(id, 'unwanted', 'Bo')
    await they.read(page, 'unwanted-here')
    await page.getByRole('button', { name: 'Dismiss: 1 new reply to you' }).click()
    expect(await news(page).count()).toBe(0)
    await expect.poll(() => page.locator('postbag-comments h2').evaluate(isActive)).toBe(true)
    await they.read(page, 'unwanted-there')
    await page.locator('postbag-comments .news').waitFor({ state: 'attached' })
    expect(await news(page).count()).toBe(0)
  })

  it('costs one small question in ten minutes, and a second one only where something came', async () => {
    const { page, id } = await they.anAuthor('cost')
    const paths = they.asked(page)
    const questions = () => paths.filter((path) => path.includes('/counts?') || path.endsWith(`/${id}`))
    for (const article of ['cost-1', 'cost-2']) {
      await they.read(page, article)
      await page.locator('postbag-comments .news').waitFor({ state: 'attached' })
      // Whoever leaves before the answer is there asks again.
      await expect.poll(() => kept(page, 'news')).toHaveProperty('at')
      expect(questions()).toEqual([`/v1/sites/${SITE}/counts?article=cost`])
    }
    await they.answer(id, 'cost', 'Bo')
    await later(page, 11 * MINUTE_MS)
    await they.read(page, 'cost-3')
    await news(page).filter({ hasText: '1 new reply to you' }).waitFor()
    expect(questions().slice(1)).toEqual([
      `/v1/sites/${SITE}/counts?article=cost`,
      `/v1/sites/${SITE}/comments/${id}`,
    ])
  })

  it('is told once where a page holds several threads', async () => {
    const { page, id } = await they.anAuthor('several')
    await they.answer(id, 'several', 'Bo')
    const two =
      thread({ article: 'several-1', loading: 'eager' }) + thread({ article: 'several-2', loading: 'eager' })
    await page.goto(
      newsroom.serve('several-both', `<link rel="stylesheet" href="/page.css"><p class="long"></p>${two}`),
    )
    await news(page).first().waitFor()
    await expect.poll(() => page.locator('postbag-comments .news').count()).toBe(2)
    expect(await news(page).count()).toBe(1)
  })
})

describe('a reader who never wrote and is here for the first time', () => {
  it('loads none of this and asks nothing more', async () => {
    const { page } = await aWindow(browser, newsroom.serve('blank', '<p></p>'))
    const paths = they.asked(page)
    await they.read(page, 'stranger')
    await expect.poll(() => paths.some((path) => path.endsWith('/events'))).toBe(true)
    await isQuiet(page)
    const names = paths.map((path) => path.replace(/-[0-9A-F]{8}\.js/, '').replace(`/v1/sites/${SITE}`, ''))
    expect(names.sort()).toEqual([
      '/articles/stranger/comments?sort=newest&limit=25',
      '/articles/stranger/events',
      '/embed.js',
      '/embed/live',
      '/embed/main',
      '/widget',
    ])
    await page.locator('postbag-comments h2').hover()
    await page.locator('postbag-comments .new').waitFor({ state: 'attached' })
    expect(paths.filter((path) => path.includes('/embed/returned-'))).toEqual([])
  })
})
