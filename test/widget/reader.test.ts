import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, launchBrowser } from '../helpers/browser.ts'
import { isActive, isInView } from '../helpers/in-page.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, SITE, thread } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

describe('what a reader does with a comment', () => {
  it('likes it and takes the like back, and both outlast a reload', async () => {
    await newsroom.post({ name: 'Bo' }, 'liked')
    const { page } = await readArticle(browser, newsroom, 'liked')
    const like = page.getByRole('button', { name: /^Like/ })
    const taken = page.waitForResponse(/\/like$/)
    await like.click()
    await expect.poll(() => like.getAttribute('aria-pressed')).toBe('true')
    await expect.poll(() => like.getAttribute('aria-label')).toBe('Like, 1 like')
    await taken
    await page.reload()
    await isReady(page)
    await expect.poll(() => like.getAttribute('aria-pressed')).toBe('true')
    expect(await like.getAttribute('aria-label')).toBe('Like, 1 like')
    await like.click()
    await expect.poll(() => like.getAttribute('aria-label')).toBe('Like')
  })

  it('takes a like back that is still on its way', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'hardly-liked')
    const { page } = await readArticle(browser, newsroom, 'hardly-liked')
    const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
    const told: string[] = []
    await page.route('**/like', async (route) => {
      told.push(route.request().method())
      await line
      await route.continue()
    })
    const like = page.getByRole('button', { name: /^Like/ })
    await like.click()
    await expect.poll(() => told).toEqual(['PUT'])
    await like.click()
    await expect.poll(() => like.getAttribute('aria-pressed')).toBe('false')
    arrive()
    await expect.poll(() => told).toEqual(['PUT', 'DELETE'])
    const likes = async () => {
      const answer = await newsroom.call('GET', `/v1/sites/${SITE}/comments/${comment.id}`)
      return ((await answer.json()) as { comment: { likes: number } }).comment.likes
    }
    await expect.poll(likes).toBe(0)
    expect(await like.getAttribute('aria-label')).toBe('Like')
  })

  it('says for everybody to see that something did not work, until the next touch', async () => {
    await newsroom.post({ name: 'Bo' }, 'trouble')
    const { page } = await readArticle(browser, newsroom, 'trouble')
    await page.route('**/like', (route) => route.abort())
    await page.getByRole('button', { name: /^Like/ }).click()
    const trouble = page.locator('.trouble').getByText('There is no connection. Please try again.')
    await trouble.waitFor()
    await expect.poll(() => trouble.evaluate(isInView)).toBe(true)
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Quote' }).click()
    await expect.poll(() => page.locator('.trouble').count()).toBe(0)
  })

  it('puts a like back that the service did not take', async () => {
    await newsroom.post({ name: 'Bo' }, 'unliked')
    const { page } = await readArticle(browser, newsroom, 'unliked')
    await page.route('**/like', (route) => route.abort())
    const like = page.getByRole('button', { name: /^Like/ })
    await like.click()
    await page.getByText('There is no connection.').waitFor({ state: 'attached' })
    expect(await like.getAttribute('aria-pressed')).toBe('false')
  })

  it('reports it with a reason, in a dialog that keeps the keyboard', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'reported')
    const { page } = await readArticle(browser, newsroom, 'reported')
    await page.getByRole('button', { name: 'Report' }).click()
    const dialog = page.getByRole('dialog', { name: 'Report this comment' })
    await dialog.waitFor()
    await dialog.getByRole('button', { name: 'Send report' }).click()
    await dialog.getByText('Please choose a reason.').waitFor()
    await dialog.getByRole('radio', { name: 'Insult or abuse' }).check()
    await dialog.getByRole('textbox').fill('Read the second line.')
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.count()).toBe(0)
    await page.getByRole('button', { name: 'Report' }).click()
    expect(await dialog.getByRole('textbox').inputValue()).toBe('Read the second line.')
    await dialog.getByRole('radio', { name: 'Insult or abuse' }).check()
    await dialog.getByRole('button', { name: 'Send report' }).click()
    await dialog.getByText('Thank you. A moderator will read this comment.').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.count()).toBe(0)
    await page.getByRole('button', { name: 'Report' }).click()
    expect(await dialog.getByRole('textbox').inputValue()).toBe('')
    const answer = await newsroom.call(
      'GET',
      `/v1/review/comments/${comment.id}`,
      undefined,
      newsroom.as(newsroom.moderator),
    )
    const { reports } = (await answer.json()) as { reports: unknown }
    expect(JSON.stringify(reports)).toContain('abuse')
  })

  it('gives notice that it is illegal, and is led to what becomes of that', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'noticed')
    const { page } = await readArticle(browser, newsroom, 'noticed')
    await page.getByRole('button', { name: 'Report' }).click()
    const dialog = page.getByRole('dialog', { name: 'Report this comment' })
    await dialog.getByRole('radio', { name: 'Against the law' }).check()
    const send = dialog.getByRole('button', { name: 'Send report' })
    await dialog.getByLabel(/^Why is it against the law/).fill('Section 130, the second sentence.')
    await dialog.getByLabel('Name', { exact: true }).fill('Nora Notifier')
    await dialog.getByLabel('Email').fill('nora@reader')
    await send.click()
    await dialog.getByText('Please fill in everything that a notice needs.').waitFor()
    await dialog.getByLabel(/good faith/).check()
    await send.click()
    await dialog.getByText('You have entered an incorrect email address!').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await dialog.getByLabel(/children/).check()
    expect(await dialog.getByLabel('Email').isDisabled()).toBe(true)
    await dialog.getByLabel(/children/).uncheck()
    await dialog.getByLabel('Email').fill('nora@reader.example')
    await send.click()
    await dialog.getByText('Thank you. We have received your notice').waitFor()
    const [told] = await Promise.all([
      page.waitForEvent('popup'),
      dialog.getByRole('link', { name: 'See what becomes of it' }).click(),
    ])
    await told.getByText('We have received the notice.').waitFor()
    await newsroom.decide(comment.id, 'reject', 'illegal')
    await told.reload()
    await told.getByText('We have decided: the comment is no longer shown.').waitFor()
    expect(await axeViolations(told)).toEqual([])
  })
})

describe('a link to one comment', () => {
  it('marks it and brings it into view, also from a later page and below others', async () => {
    const { comment: top } = await newsroom.post({ name: 'Root' }, 'linked')
    const { comment: middle } = await newsroom.post({ name: 'Branch', parentId: top.id }, 'linked')
    const { comment: leaf } = await newsroom.post({ name: 'Leaf', parentId: middle.id }, 'linked')
    for (let i = 0; i < 26; i++) await newsroom.post({}, 'linked')
    const { page } = await aWindow(browser, `${newsroom.serve('linked')}#comment-${leaf.id}`)
    const found = page.getByRole('article', { name: 'Leaf' })
    await found.waitFor()
    await expect.poll(() => found.evaluate(isActive)).toBe(true)
    await expect.poll(() => found.evaluate(isInView)).toBe(true)
    expect(await page.locator('.marked article').first().textContent()).toContain('Leaf')
    expect(await page.getByRole('article', { name: 'Root' }).count()).toBe(1)
  })

  it('is followed when the address changes, and is what the time of a comment leads to', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'changed')
    const body = `<base href="/elsewhere/">${thread({ article: 'changed' })}`
    const { page } = await aWindow(browser, newsroom.serve('changed', body))
    await isReady(page)
    await page.evaluate(() => history.replaceState({ kept: 'by the page' }, ''))
    const time = page.getByRole('article', { name: 'Bo' }).getByRole('link')
    expect(await time.getAttribute('href')).toBe(`${newsroom.origin}/changed#comment-${comment.id}`)
    await time.click()
    await expect.poll(() => page.locator('.marked').count()).toBe(1)
    expect(page.url()).toBe(`${newsroom.origin}/changed#comment-${comment.id}`)
    expect(await page.evaluate(() => history.state)).toEqual({ kept: 'by the page' })
  })

  it('of another article is left alone', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'elsewhere')
    const { page } = await aWindow(browser, 'about:blank')
    const answered = page.waitForResponse(new RegExp(`/comments/${comment.id}$`))
    await page.goto(`${newsroom.serve('here')}#comment-${comment.id}`)
    await isReady(page)
    await (await answered).finished()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await page.getByRole('article').count()).toBe(0)
  })

  it('that is gone leads to the thread, which says so', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'gone')
    await newsroom.post({ name: 'Cy' }, 'gone')
    await newsroom.decide(comment.id, 'reject', 'spam')
    const body = `<div style="height: 3000px"></div>${thread({ article: 'gone' })}`
    newsroom.loosen("style-src 'unsafe-inline'")
    const { page } = await aWindow(browser, `${newsroom.serve('gone', body)}#comment-${comment.id}`)
    await page.getByRole('status').getByText('The comment that the link leads to is not available.').waitFor()
    await expect.poll(() => page.getByRole('heading', { name: '1 comment' }).evaluate(isInView)).toBe(true)
  })
})

describe('an erased comment that was answered', () => {
  it('says so in its place, without a name or anything to do', async () => {
    const { comment } = await newsroom.post({ name: 'Bo', text: 'My own words.' }, 'erased')
    await newsroom.post({ name: 'Cy', parentId: comment.id }, 'erased')
    const path = `/v1/admin/sites/${SITE}/erasures`
    const body = { commentId: comment.id, scope: 'comment' }
    expect((await newsroom.call('POST', path, body, newsroom.as(newsroom.admin))).status).toBe(200)
    const { page } = await readArticle(browser, newsroom, 'erased')
    const place = page.getByRole('article', { name: 'This comment was removed at its author’s request.' })
    await place.waitFor()
    expect(await place.getByRole('button').count()).toBe(0)
    expect(await page.getByText('—').count()).toBe(0)
    await page.getByRole('article', { name: 'Cy' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
  })
})
