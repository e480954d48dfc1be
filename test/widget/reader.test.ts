import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, launchBrowser } from '../helpers/browser.ts'
import {
  aNewsroom,
  aVisit,
  isReady,
  type Newsroom,
  readArticle,
  SITE,
  thread,
  type Visit,
} from '../helpers/widget.ts'

let browser: Browser
let newsroom: Newsroom
let visit: Visit

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
})
afterAll(async () => {
  await newsroom.close()
  await browser.close()
})
afterEach(async () => {
  expect(visit.troubles).toEqual([])
  await visit.close()
})

describe('what a reader does with a comment', () => {
  it('likes it and takes the like back, and both outlast a reload', async () => {
    await newsroom.post({ name: 'Bo' }, 'liked')
    visit = await readArticle(browser, newsroom, 'liked')
    const { page } = visit
    const like = page.getByRole('button', { name: /^Like/ })
    await like.click()
    await expect.poll(() => like.getAttribute('aria-pressed')).toBe('true')
    await expect.poll(() => like.getAttribute('aria-label')).toBe('Like, 1 like')
    await page.waitForLoadState('networkidle')
    await page.reload()
    await isReady(page)
    await expect.poll(() => like.getAttribute('aria-pressed')).toBe('true')
    expect(await like.getAttribute('aria-label')).toBe('Like, 1 like')
    await like.click()
    await expect.poll(() => like.getAttribute('aria-label')).toBe('Like')
  })

  it('says for everybody to see that something did not work, until the next touch', async () => {
    await newsroom.post({ name: 'Bo' }, 'trouble')
    visit = await readArticle(browser, newsroom, 'trouble')
    const { page } = visit
    await page.route('**/like', (route) => route.abort())
    await page.getByRole('button', { name: /^Like/ }).click()
    const trouble = page.locator('.trouble').getByText('There is no connection. Please try again.')
    await trouble.waitFor()
    await expect.poll(() => trouble.evaluate(isInView)).toBe(true)
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Quote' }).click()
    await expect.poll(() => page.locator('.trouble').count()).toBe(0)
    visit.troubles.length = 0
  })

  it('puts a like back that the service did not take', async () => {
    await newsroom.post({ name: 'Bo' }, 'unliked')
    visit = await readArticle(browser, newsroom, 'unliked')
    const { page } = visit
    await page.route('**/like', (route) => route.abort())
    const like = page.getByRole('button', { name: /^Like/ })
    await like.click()
    await page.getByText('There is no connection.').waitFor({ state: 'attached' })
    expect(await like.getAttribute('aria-pressed')).toBe('false')
    visit.troubles.length = 0
  })

  it('reports it with a reason, in a dialog that keeps the keyboard', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'reported')
    visit = await readArticle(browser, newsroom, 'reported')
    const { page } = visit
    await page.getByRole('button', { name: 'Report' }).click()
    const dialog = page.getByRole('dialog', { name: 'Report this comment' })
    await dialog.waitFor()
    await dialog.getByRole('button', { name: 'Send report' }).click()
    await dialog.getByText('Please choose a reason.').waitFor()
    await dialog.getByRole('radio', { name: 'Insult or abuse' }).check()
    await dialog.getByRole('textbox').fill('Read the second line.')
    await dialog.getByRole('button', { name: 'Send report' }).click()
    await dialog.getByText('Thank you. A moderator will read this comment.').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.count()).toBe(0)
    const answer = await newsroom.call(
      'GET',
      `/v1/review/comments/${comment.id}`,
      undefined,
      newsroom.as(newsroom.moderator),
    )
    const { reports } = (await answer.json()) as { reports: unknown }
    expect(JSON.stringify(reports)).toContain('abuse')
  })
})

describe('a link to one comment', () => {
  it('marks it and brings it into view, also from a later page and below others', async () => {
    const { comment: top } = await newsroom.post({ name: 'Root' }, 'linked')
    const { comment: middle } = await newsroom.post({ name: 'Branch', parentId: top.id }, 'linked')
    const { comment: leaf } = await newsroom.post({ name: 'Leaf', parentId: middle.id }, 'linked')
    for (let i = 0; i < 26; i++) await newsroom.post({}, 'linked')
    visit = await aVisit(browser, `${newsroom.serve('linked')}#comment-${leaf.id}`)
    const { page } = visit
    const found = page.getByRole('article', { name: 'Leaf' })
    await found.waitFor()
    await expect.poll(() => found.evaluate(isActive)).toBe(true)
    await expect.poll(() => found.evaluate(isInView)).toBe(true)
    expect(await page.locator('.marked article').first().textContent()).toContain('Leaf')
    expect(await page.getByRole('article', { name: 'Root' }).count()).toBe(1)
  })

  it('is followed when the address changes, and is what the time of a comment leads to', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'changed')
    visit = await readArticle(browser, newsroom, 'changed')
    const { page } = visit
    const time = page.getByRole('article', { name: 'Bo' }).getByRole('link')
    expect(await time.getAttribute('href')).toBe(`${newsroom.origin}/changed#comment-${comment.id}`)
    await time.click()
    await expect.poll(() => page.locator('.marked').count()).toBe(1)
    expect(new URL(page.url()).hash).toBe(`#comment-${comment.id}`)
  })

  it('of another article is left alone', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'elsewhere')
    visit = await aVisit(browser, `${newsroom.serve('here')}#comment-${comment.id}`)
    const { page } = visit
    await isReady(page)
    await page.waitForLoadState('networkidle').catch(() => {})
    expect(await page.getByRole('article').count()).toBe(0)
  })
})

describe('what happens meanwhile', () => {
  it('is counted, and shown when the reader asks, without moving what they read', async () => {
    const { comment: first } = await newsroom.post({ name: 'Bo' }, 'live')
    visit = await readArticle(browser, newsroom, 'live')
    const { page } = visit
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

  it('takes a comment away that was removed', async () => {
    const { comment } = await newsroom.post({ name: 'Bo', text: 'Gone soon.' }, 'removed')
    visit = await readArticle(browser, newsroom, 'removed')
    const { page } = visit
    await newsroom.decide(comment.id, 'reject', 'abuse')
    await page.getByText('This comment was removed.').waitFor()
    expect(await page.getByText('Gone soon.').count()).toBe(0)
  })
})

describe('an erased comment that was answered', () => {
  it('says so in its place, without a name or anything to do', async () => {
    const { comment } = await newsroom.post({ name: 'Bo', text: 'My own words.' }, 'erased')
    await newsroom.post({ name: 'Cy', parentId: comment.id }, 'erased')
    const path = `/v1/admin/sites/${SITE}/erasures`
    const body = { commentId: comment.id, scope: 'comment' }
    expect((await newsroom.call('POST', path, body, newsroom.as(newsroom.admin))).status).toBe(200)
    visit = await readArticle(browser, newsroom, 'erased')
    const { page } = visit
    const place = page.getByRole('article', { name: 'This comment was removed at its author’s request.' })
    await place.waitFor()
    expect(await place.getByRole('button').count()).toBe(0)
    expect(await page.getByText('—').count()).toBe(0)
    await page.getByRole('article', { name: 'Cy' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
  })
})

describe('a page', () => {
  it('holds several threads that do not disturb each other', async () => {
    await newsroom.post({ name: 'Bo' }, 'one')
    const body = thread({ article: 'one' }) + thread({ article: 'two' })
    visit = await aVisit(browser, newsroom.serve('several', body))
    const { page } = visit
    const [one, two] = [page.locator('[article=one]'), page.locator('[article=two]')]
    await two.getByText('Nobody has commented yet.').waitFor()
    await two.getByRole('textbox', { name: 'Write a comment' }).fill('Only here.')
    await two.getByRole('textbox', { name: 'Name', exact: true }).fill('Cy')
    await two.getByRole('button', { name: 'Post comment' }).click()
    await two.getByRole('article', { name: 'Cy' }).waitFor()
    expect(await one.getByRole('article').count()).toBe(1)
    expect(await one.getByRole('textbox', { name: 'Write a comment' }).inputValue()).toBe('')
  })

  it('shows the counts of all its articles from one request', async () => {
    await newsroom.post({}, 'counted')
    await newsroom.post({}, 'counted')
    const body = `<a href="/counted"><postbag-count site="${SITE}" article="counted"></postbag-count></a>
      <p><postbag-count site="${SITE}" article="uncounted">…</postbag-count></p>
      <p><postbag-count site="${SITE}" article="counted" format="number"></postbag-count></p>`
    visit = await aVisit(browser, newsroom.serve('counts', '<p></p>'))
    const { page } = visit
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/counts?')) asked.push(request.url())
    })
    newsroom.serve('counts', body)
    await page.reload()
    await expect
      .poll(() => page.locator('postbag-count').allTextContents())
      .toEqual(['2 comments', '0 comments', '2'])
    expect(asked).toHaveLength(1)
  })

  it('embeds with a script tag alone', async () => {
    await newsroom.post({ name: 'Bo' }, 'tagged')
    const tag = `<script type="module" async src="${newsroom.url}/embed.js?tag" data-site="${SITE}" data-article="tagged" data-sort="oldest"></script><footer>End</footer>`
    visit = await aVisit(browser, newsroom.serve('tagged', tag))
    const { page } = visit
    await page.getByRole('article', { name: 'Bo' }).waitFor()
    expect(await page.locator('script[data-site] + postbag-comments[sort=oldest]').count()).toBe(1)
  })

  it('can drive the element: its events, its methods, its own words', async () => {
    visit = await aVisit(browser, newsroom.serve('driven', '<p></p>'))
    const { page } = visit
    await page.addInitScript(() => {
      const heard: string[] = []
      Object.assign(window, { heard })
      for (const name of ['ready', 'count', 'error']) {
        document.addEventListener(`postbag:${name}`, () => heard.push(name))
      }
    })
    newsroom.serve('driven', thread({ article: 'driven', texts: JSON.stringify({ send: 'Off it goes' }) }))
    await page.reload()
    await isReady(page)
    await page.getByRole('button', { name: 'Off it goes' }).waitFor()
    expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([
      'count',
      'ready',
    ])
    await newsroom.post({ name: 'Bo' }, 'driven')
    await page.evaluate(async () => {
      const thread = document.querySelector('postbag-comments') as HTMLElement & { reload(): Promise<void> }
      await thread.reload()
      thread.focus()
    })
    await page.getByRole('article', { name: 'Bo' }).waitFor()
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Write a comment' }).evaluate(isActive))
      .toBe(true)
    expect(await page.evaluate(() => Object.keys(window).filter((name) => /postbag/i.test(name)))).toEqual([])
  })

  it('is told of every attribute by what it does', async () => {
    await newsroom.post({ name: 'Bo' }, 'attributes')
    const attributes = {
      article: 'attributes',
      url: 'https://herald.example/bridge',
      title: 'A bridge too far',
      loading: 'eager',
      service: newsroom.url,
    }
    const far = '<p>A long article.</p>'.repeat(300)
    visit = await aVisit(browser, newsroom.serve('attributes', far + thread(attributes)))
    const { page } = visit
    await isReady(page)
    const link = page.getByRole('article', { name: 'Bo' }).getByRole('link')
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/herald\.example\/bridge#comment-/)
    expect(await page.locator('postbag-comments').getAttribute('title')).toBeNull()
    const posted = page.waitForRequest((request) => request.method() === 'POST')
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('Where is this from?')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cy')
    await page.getByRole('button', { name: 'Post comment' }).click()
    expect((await posted).postDataJSON()).toMatchObject({ url: attributes.url, title: attributes.title })
    await page.getByRole('article', { name: 'Cy' }).waitFor()
    await page.evaluate(() => document.querySelector('postbag-comments')?.toggleAttribute('readonly', true))
    await expect.poll(() => page.getByRole('textbox').count()).toBe(0)
    await page.getByRole('article', { name: 'Bo' }).waitFor()
    expect(await page.getByRole('button', { name: /^Reply/ }).count()).toBe(0)
  })

  it('may change article or language at any time', async () => {
    await newsroom.post({ name: 'Bo' }, 'second')
    visit = await readArticle(browser, newsroom, 'first')
    const { page } = visit
    await page.evaluate(() => {
      const thread = document.querySelector('postbag-comments')
      thread?.setAttribute('article', 'second')
      thread?.setAttribute('lang', 'de')
    })
    await page.getByRole('article', { name: 'Bo' }).waitFor()
    await page.getByRole('heading', { name: '1 Kommentar' }).waitFor()
  })
})

function isActive(element: Element): boolean {
  return (element.getRootNode() as ShadowRoot).activeElement === element
}

function isInView(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return top >= 0 && bottom <= innerHeight
}
