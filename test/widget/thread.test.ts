import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { hostileRows } from '../helpers/data.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, spoken, thread } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

async function postMany(article: string, count: number, fields: Record<string, unknown> = {}) {
  const ids: string[] = []
  for (let i = 1; i <= count; i++) {
    ids.push((await newsroom.post({ name: `Reader ${i}`, ...fields }, article)).comment.id)
  }
  return ids
}

/** Loads the page again, with the thread held back until it is let go. */
async function reloadHeld(page: Page, article: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const comments = `**/articles/${article}/comments?**`
  await page.route(comments, async (route) => {
    await promise
    await route.continue()
  })
  await page.reload()
  return resolve
}

describe('a thread', () => {
  it('shows comments with their replies below them', async () => {
    const { comment } = await newsroom.post({ name: 'Ada', text: 'The bridge should stay open.' }, 'plain')
    await newsroom.post({ name: 'Bo', text: 'For cyclists too.', parentId: comment.id }, 'plain')
    const { page } = await readArticle(browser, newsroom, 'plain')
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('2 comments')
    const branch = page.getByRole('listitem').filter({ has: page.getByRole('article', { name: 'Ada' }) })
    expect(await branch.getByRole('article', { name: 'Bo' }).textContent()).toContain('For cyclists too.')
  })

  it('names the comment that is answered, for all to see where the indent no longer tells', async () => {
    let { comment } = await newsroom.post({ name: 'Ada' }, 'deep')
    for (const name of ['Bo', 'Cy', 'Di', 'Ed', 'Flo']) {
      comment = (await newsroom.post({ name, parentId: comment.id }, 'deep')).comment
    }
    const { page } = await readArticle(browser, newsroom, 'deep')
    const head = (name: string) => page.getByRole('article', { name }).locator('header')
    expect(await head('Bo').textContent()).toContain('In reply to Ada')
    expect(await page.getByRole('link', { name: 'In reply to Ada' }).count()).toBe(0)
    expect(await head('Flo').textContent()).toContain('In reply to Ed')
    await head('Flo').getByRole('link', { name: 'In reply to Ed' }).click()
    await expect.poll(() => page.evaluate(focusedText)).toContain('In reply to Di')
  })

  it('loads more comments on demand and moves the keyboard to the first of them', async () => {
    await postMany('long', 27)
    const { page } = await readArticle(browser, newsroom, 'long')
    expect(await page.getByRole('article').count()).toBe(25)
    await page.getByRole('button', { name: 'Show more comments' }).click()
    await expect.poll(() => page.getByRole('article').count()).toBe(27)
    await expect.poll(() => page.evaluate(focusedText)).toContain('Reader 2')
    expect(await page.getByRole('button', { name: 'Show more comments' }).count()).toBe(0)
  })

  it('loads more replies of one comment', async () => {
    const [parentId] = await postMany('replies', 1)
    await postMany('replies', 12, { parentId })
    const { page } = await readArticle(browser, newsroom, 'replies')
    expect(await page.getByRole('article').count()).toBe(11)
    await page.getByRole('button', { name: 'Show 2 more replies' }).click()
    await expect.poll(() => page.getByRole('article').count()).toBe(13)
  })

  it('sorts as the reader wants', async () => {
    await postMany('sorted', 2)
    const { page } = await readArticle(browser, newsroom, 'sorted')
    const first = () => page.getByRole('article').first().textContent()
    expect(await first()).toContain('Reader 2')
    await page.getByLabel('Sort by').selectOption('Oldest')
    await expect.poll(first).toContain('Reader 1')
  })

  it('says in which order it is now to a reader who chose one', async () => {
    for (const name of ['Ida', 'Jon']) await newsroom.post({ name }, 'said-order')
    const { page } = await readArticle(browser, newsroom, 'said-order')
    const order = page.getByLabel('Sort by')
    await order.focus()
    await order.selectOption('Oldest')
    await expect.poll(() => spoken(page)).toBe('Oldest · 2 comments')
  })

  it('folds the replies of a comment away and back', async () => {
    const [parentId] = await postMany('folded', 1)
    await postMany('folded', 2, { parentId })
    const { page } = await readArticle(browser, newsroom, 'folded')
    await page.getByRole('button', { name: 'Hide replies' }).click()
    await expect.poll(() => page.getByRole('article').count()).toBe(1)
    await page.getByRole('button', { name: 'Show 2 replies' }).click()
    await expect.poll(() => page.getByRole('article').count()).toBe(3)
  })

  it('says of a whole folded branch how many replies are in it, also those that are not loaded', async () => {
    const [parentId] = await postMany('branch', 1)
    const [first] = await postMany('branch', 12, { parentId })
    await postMany('branch', 2, { parentId: first })
    const { page } = await readArticle(browser, newsroom, 'branch')
    await page.getByRole('button', { name: 'Hide replies' }).first().click()
    await page.getByRole('button', { name: 'Show 14 replies' }).waitFor()
  })

  it('asks for nothing until the reader comes near', async () => {
    const { page } = await aWindow(browser, newsroom.serve('far', '<p>A long article.</p>'))
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.evaluate(async () => {
      await customElements.whenDefined('postbag-comments')
      const article = document.querySelector('p')
      if (article) article.style.height = '6000px'
      const thread = document.createElement('postbag-comments')
      thread.setAttribute('site', 'press')
      thread.setAttribute('article', 'far')
      article?.after(thread)
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
    })
    expect(asked).toEqual([])
    await page.locator('postbag-comments').scrollIntoViewIfNeeded()
    await isReady(page)
    expect(asked).toContain('/v1/sites/press/articles/far/comments')
  })

  it('says so when it cannot be loaded, and loads when asked again', async () => {
    await postMany('broken', 1)
    const { page } = await aWindow(browser, newsroom.serve('broken', '<p></p>'))
    await page.route('**/articles/broken/comments?**', (route) => route.fulfill({ status: 503, body: '{}' }))
    newsroom.serve('broken')
    await page.reload()
    await page.getByText('The comments could not be loaded.').waitFor()
    await page.unroute('**/articles/broken/comments?**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await isReady(page)
    expect(await page.getByRole('article').count()).toBe(1)
  })

  it('keeps what the page put inside until it is ready; who writes there goes on, after a draft of before', async () => {
    const form = '<p>As served</p><form><textarea name="text"></textarea><input name="name"></form>'
    const { page } = await aWindow(browser, newsroom.serve('upgrade', '<p></p>'))
    newsroom.serve('upgrade', thread({ article: 'upgrade' }, form))
    const served = page.locator('postbag-comments > form')
    const field = page.getByRole('textbox', { name: 'Write a comment' })
    const ready = await reloadHeld(page, 'upgrade')
    await page.getByText('As served').waitFor()
    await served.locator('input').fill('Ada')
    await served.locator('textarea').fill('it was ready.')
    await page.keyboard.press('Home')
    ready()
    await field.and(page.locator(':focus')).waitFor()
    await page.keyboard.type('I began before ')
    expect(await field.inputValue()).toBe('I began before it was ready.')
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Ada')
    expect(await page.getByText('As served').isVisible()).toBe(false)

    const readyAgain = await reloadHeld(page, 'upgrade')
    await served.locator('textarea').fill('And went on.')
    readyAgain()
    await field.and(page.locator(':focus')).waitFor()
    expect(await field.inputValue()).toBe('I began before it was ready.\n\nAnd went on.')
    expect(await field.evaluate((at: HTMLTextAreaElement) => at.selectionStart)).toBe(42)
    await page.reload()
    await expect.poll(() => field.inputValue()).toBe('I began before it was ready.\n\nAnd went on.')
  })

  it('ends with a link to its feed, also where nobody has commented yet, and a page may hide that', async () => {
    newsroom.serve('feed.css', '.plain::part(feed) { display: none }')
    const body = `<link rel="stylesheet" href="/feed.css">${thread({ article: 'feed/1' })}${thread({ article: 'feed/2', class: 'plain' })}`
    const { page } = await aWindow(browser, newsroom.serve('feed', body))
    const feed = page.locator('postbag-comments').getByRole('link', { name: 'Follow by feed' })
    await page.locator('postbag-comments h2').nth(1).waitFor()
    await expect.poll(() => feed.count()).toBe(1)
    const answer = await fetch((await feed.getAttribute('href')) ?? '')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('application/atom+xml')
  })

  it('says that comments are closed and shows no form', async () => {
    await postMany('shut', 1)
    const as = newsroom.as(newsroom.admin)
    await newsroom.call('PUT', '/v1/admin/sites/press/articles/shut', { open: false }, as)
    const { page } = await readArticle(browser, newsroom, 'shut')
    await page.getByText('Comments are closed.').waitFor()
    expect(await page.getByRole('form').count()).toBe(0)
    expect(await page.getByRole('button', { name: /Reply/ }).count()).toBe(0)
  })
})

describe('text that readers wrote', () => {
  const rows = hostileRows<{ id: string; payload: string }>('markers')

  it('has paragraphs, line breaks, links and quotes, and nothing else', async () => {
    const text = '> as Bo said\n> before\n\nSee https://example.org/a?b=1&c=2 <b>now</b>\nand rest.'
    await newsroom.post({ text }, 'rich')
    const { page } = await readArticle(browser, newsroom, 'rich')
    const body = page.locator('postbag-comments .text')
    expect(await body.locator('blockquote').innerHTML()).toBe('<p>as Bo said<br>before</p>')
    expect(await body.locator('> p').textContent()).toContain('See https://example.org/a?b=1&c=2 <b>now</b>')
    const link = body.locator('a')
    expect(await link.getAttribute('href')).toBe('https://example.org/a?b=1&c=2')
    expect(await link.getAttribute('rel')).toBe('ugc nofollow noopener')
  })

  it('runs the way of its own words, whatever it quotes and whomever it addresses', async () => {
    const texts = [
      '@Ada الجسر مفتوح.',
      '> Is it open?\n\nنعم، الجسر مفتوح.',
      '@مريم It is open.',
      'b@example.org',
    ]
    for (const text of texts) {
      const { comment, status } = await newsroom.post({ text }, 'ways')
      if (status === 'pending') await newsroom.decide(comment.id, 'approve')
    }
    const { page } = await readArticle(browser, newsroom, 'ways')
    const text = page.locator('postbag-comments .text')
    const ways = () => text.evaluateAll((all) => all.map((one) => getComputedStyle(one).direction))
    expect(await ways()).toEqual(['ltr', 'ltr', 'rtl', 'rtl'])
    expect(await text.locator('blockquote').evaluate((one) => getComputedStyle(one).direction)).toBe('ltr')
    expect(await text.locator('bdi').allTextContents()).toEqual(['@مريم', '@Ada'])
  })

  it.skipIf(rows.length === 0)('runs nothing, whatever it is', { timeout: 120_000 }, async () => {
    for (const [i, { payload }] of rows.entries()) {
      const body = i % 3 === 0 ? { name: payload.slice(0, 70), text: payload } : { text: payload }
      const answer = await newsroom.submit({ ...body }, { site: 'press', article: 'hostile' })
      if (answer.status === 202) await newsroom.decide(answer.body.comment.id, 'approve')
    }
    const calls: unknown[] = []
    const { page } = await aWindow(browser, newsroom.serve('hostile', '<p></p>'))
    newsroom.loosen("script-src * 'unsafe-inline'; style-src * 'unsafe-inline'")
    await page.exposeFunction('__xss', (id: unknown) => calls.push(id))
    newsroom.serve('hostile')
    await page.reload()
    await isReady(page)
    const more = page.getByRole('button', { name: 'Show more comments' })
    while (await more.isVisible()) {
      const before = await page.getByRole('article').count()
      await more.click()
      await expect.poll(() => page.getByRole('article').count()).toBeGreaterThan(before)
    }
    expect(await page.getByRole('article').count()).toBeGreaterThan(rows.length / 2)
    expect(await page.locator('postbag-comments .text :not(p, br, a, blockquote, bdi)').count()).toBe(0)
    const names = page.locator('postbag-comments .text bdi')
    expect(await names.evaluateAll((all) => all.every((one) => one.attributes.length === 0))).toBe(true)
    expect(calls).toEqual([])
  })
})

/** Of the element that has the keyboard, inside shadow roots too. */
function focusedText(): string {
  let active = document.activeElement
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
  return active?.textContent ?? ''
}
