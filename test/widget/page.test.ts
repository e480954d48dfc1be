import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { isActive } from '../helpers/in-page.ts'
import {
  aNewsroom,
  isReady,
  type Newsroom,
  readArticle,
  SITE,
  send,
  thread,
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

describe('a page', () => {
  it('holds several threads that do not disturb each other', async () => {
    await newsroom.post({ name: 'Bo' }, 'one')
    const body = thread({ article: 'one' }) + thread({ article: 'two' })
    const { page } = await aWindow(browser, newsroom.serve('several', body))
    const [one, two] = [page.locator('[article=one]'), page.locator('[article=two]')]
    await one.getByRole('article', { name: 'Bo' }).waitFor()
    await two.getByText('Nobody has commented yet.').waitFor()
    await two.getByRole('textbox', { name: 'Write a comment' }).fill('Only here.')
    await two.getByRole('textbox', { name: 'Name', exact: true }).fill('Cy')
    await two.getByRole('button', { name: 'Post comment' }).click()
    await two.getByRole('article', { name: 'Cy' }).waitFor()
    expect(await one.getByRole('article').count()).toBe(1)
    expect(await one.getByRole('textbox', { name: 'Write a comment' }).inputValue()).toBe('')
  })

  it('of many threads hears those in sight, and leaves room for what a reader sends', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `many-${n}`)
    newsroom.serve('tall.css', 'postbag-comments { display: block; min-height: 100vh }')
    const threads = names.map((article) => thread({ article, loading: 'eager' }))
    const body = `<link rel="stylesheet" href="/tall.css">${threads.join('')}`
    const { page } = await aWindow(browser, newsroom.serve('many', body))
    await expect.poll(() => page.locator('postbag-comments h2').count()).toBe(names.length)
    const [first, last] = [page.locator('[article=many-0]'), page.locator('[article=many-7]')]
    await last.getByRole('textbox', { name: 'Write a comment' }).fill('Below the last one.')
    await last.getByRole('textbox', { name: 'Name', exact: true }).fill('Cy')
    await last.getByRole('button', { name: 'Post comment' }).click()
    await last.getByRole('article', { name: 'Cy' }).waitFor()
    await expect.poll(() => newsroom.reading.events.size()).toBeLessThanOrEqual(3)

    await newsroom.post({ name: 'Bo' }, 'many-0')
    await first.scrollIntoViewIfNeeded()
    await first.getByRole('button', { name: '1 new comment' }).click()
    await first.getByRole('article', { name: 'Bo' }).waitFor()
  })

  it('shows the counts of all its articles from one request', async () => {
    await newsroom.post({}, 'counted')
    await newsroom.post({}, 'counted')
    const body = `<a href="/counted"><postbag-count site="${SITE}" article="counted"></postbag-count></a>
      <p><postbag-count site="${SITE}" article="uncounted">…</postbag-count></p>
      <p><postbag-count site="${SITE}" article="counted" format="number"></postbag-count></p>`
    const { page } = await aWindow(browser, newsroom.serve('counts', '<p></p>'))
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
    const { page } = await aWindow(browser, newsroom.serve('tagged', tag))
    await page.getByRole('article', { name: 'Bo' }).waitFor()
    expect(await page.locator('script[data-site] + postbag-comments[sort=oldest]').count()).toBe(1)
  })

  it('embeds with several script tags of the same address, and with one that comes later', async () => {
    const tag = (article: string) =>
      `<script type="module" async src="${newsroom.url}/embed.js" data-site="${SITE}" data-article="${article}"></script>`
    const body = `${tag('tag-1')}${tag('tag-2')}<template>${tag('tag-3')}</template>`
    const { page } = await aWindow(browser, newsroom.serve('tags', body))
    const threads = page.locator('script[data-site] + postbag-comments')
    await expect.poll(() => threads.count()).toBe(2)
    await page.evaluate(() => {
      const { content } = document.querySelector('template')!
      document.querySelector('main')?.append(document.importNode(content, true))
    })
    await expect.poll(() => page.locator('script + [article=tag-3] h2').count()).toBe(1)
    expect(await threads.evaluateAll((all) => all.map((one) => one.getAttribute('article')))).toEqual([
      'tag-1',
      'tag-2',
      'tag-3',
    ])
  })

  it('can drive the element: its events, its methods, its own words', async () => {
    const { page } = await aWindow(browser, newsroom.serve('driven', '<p></p>'))
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
    const { page } = await aWindow(browser, newsroom.serve('attributes', far + thread(attributes)))
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

  it('may change the language while a reader writes', async () => {
    const { page } = await readArticle(browser, newsroom, 'spoken')
    await page.getByRole('textbox', { name: 'Email' }).fill('ada@example.org')
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('One bridge.')
    await page.keyboard.press('Home')
    await page.evaluate(() => document.querySelector('postbag-comments')?.setAttribute('lang', 'de'))
    const text = page.getByRole('textbox', { name: 'Kommentar schreiben' })
    await text.waitFor()
    await page.keyboard.type('Twenty-')
    expect(await text.inputValue()).toBe('Twenty-One bridge.')
    expect(await page.getByRole('textbox', { name: 'E-Mail' }).inputValue()).toBe('ada@example.org')
  })

  it('may change it while a comment is on its way, which is not offered once more', async () => {
    const { page } = await readArticle(browser, newsroom, 'on-its-way')
    const held = Promise.withResolvers<void>()
    await page.route('**/articles/on-its-way/comments', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada')
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('Said once.')
    const sent = page.waitForRequest((request) => request.method() === 'POST')
    await page.getByRole('button', { name: 'Post comment' }).click()
    await sent
    await page.evaluate(() => document.querySelector('postbag-comments')?.setAttribute('lang', 'de'))
    const text = page.getByRole('textbox', { name: 'Kommentar schreiben' })
    await text.waitFor()
    expect(await text.inputValue()).toBe('Said once.')
    held.resolve()
    await expect.poll(() => text.inputValue()).toBe('')
  })

  it('may move the thread, with a form that is open in it', async () => {
    await newsroom.post({ name: 'Bo' }, 'moved')
    const { page } = await readArticle(browser, newsroom, 'moved')
    await page.getByRole('button', { name: 'Reply to Bo' }).click()
    const reply = page.getByRole('textbox', { name: 'Reply to Bo' })
    await reply.fill('Written before.')
    await expect.poll(() => newsroom.reading.events.size()).toBe(1)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.evaluate(async () => {
      document.body.append(document.querySelector('postbag-comments')!)
      await new Promise(requestAnimationFrame)
    })
    expect(await reply.inputValue()).toBe('Written before.')
    expect(asked).toEqual([])
    await newsroom.post({ name: 'Cy' }, 'moved')
    await page.getByRole('button', { name: '1 new comment' }).waitFor()
  })

  it('has the thread of the article it named last, whichever comes first', async () => {
    await newsroom.post({ name: 'Bo' }, 'later')
    const { page } = await aWindow(browser, 'about:blank')
    const held = Promise.withResolvers<void>()
    await page.route('**/articles/sooner/comments?**', async (route) => {
      await held.promise
      await route.continue()
    })
    const late = page.waitForResponse(/sooner\/comments/)
    const asked = page.waitForRequest(/sooner\/comments/)
    await page.goto(newsroom.serve('sooner'))
    await asked
    await page.evaluate(() => document.querySelector('postbag-comments')?.setAttribute('article', 'later'))
    await page.getByRole('article', { name: 'Bo' }).waitFor()
    held.resolve()
    await (await late).finished()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await page.getByRole('article', { name: 'Bo' }).count()).toBe(1)
  })

  it('may change article or language at any time', async () => {
    await newsroom.post({ name: 'Bo' }, 'second')
    const { page } = await readArticle(browser, newsroom, 'first')
    await page.evaluate(() => {
      const thread = document.querySelector('postbag-comments')
      thread?.setAttribute('article', 'second')
      thread?.setAttribute('lang', 'de')
    })
    await page.getByRole('article', { name: 'Bo' }).waitFor()
    await page.getByRole('heading', { name: '1 Kommentar' }).waitFor()
  })

  it('may take the thread away as soon as it is there', async () => {
    const { page } = await aWindow(browser, 'about:blank')
    await page.clock.install()
    await page.goto(newsroom.serve('taken'))
    await isReady(page)
    await expect.poll(() => newsroom.reading.events.size()).toBe(1)
    await page.evaluate(() => document.querySelector('postbag-comments')?.remove())
    // Past everything that was to be done later; an error in the page would fail the test.
    await page.clock.fastForward(5_000)
    await expect.poll(() => newsroom.reading.events.size()).toBe(0)
  })

  it('may change the title with the article: it is sent with the comment, and no tooltip', async () => {
    const { page } = await aWindow(
      browser,
      newsroom.serve('titled', thread({ article: 'titled', title: 'The first' })),
    )
    await isReady(page)
    await page.evaluate(() => {
      const thread = document.querySelector('postbag-comments')
      thread?.setAttribute('article', 'titled-2')
      thread?.setAttribute('title', 'The second')
    })
    await page.locator('postbag-comments:not([title])').waitFor()
    await page.getByText('Nobody has commented yet.').waitFor()
    const posted = page.waitForRequest((request) => request.method() === 'POST')
    await write(page, { text: 'Where is this from?' })
    await send(page)
    expect((await posted).postDataJSON()).toMatchObject({ title: 'The second' })
    await page.getByRole('article', { name: 'Ada' }).waitFor()
  })
})
