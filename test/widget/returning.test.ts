import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, DESKTOP, launchBrowser, PHONE } from '../helpers/browser.ts'
import {
  aNewsroom,
  isReady,
  type Newsroom,
  readArticle,
  SITE,
  send,
  spoken,
  thread,
  write,
} from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Of every article here, set apart from the text around it, which may run the other way. */
const TITLE = '“\u2068The bridge\u2069”'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  newsroom.serve('page.css', '.long { height: 3000px }')
  return () => Promise.all([newsroom.close(), browser.close()])
})

type Attributes = Readonly<Record<string, string>>

/** An article so long that its thread is there before its reader is. */
async function read(page: Page, article: string, attributes: Attributes = {}): Promise<void> {
  const body = thread({ article, loading: 'eager', ...attributes })
  await page.goto(
    newsroom.serve(article, `<link rel="stylesheet" href="/page.css"><p class="long"></p>${body}`),
  )
  await isReady(page)
}

async function writeBelow(page: Page, text = 'The bridge should stay open.'): Promise<string> {
  await write(page, { text })
  await send(page)
  const item = page.locator('li.comment', { hasText: text })
  await item.waitFor()
  return ((await item.getAttribute('id')) ?? '').replace('comment-', '')
}

/** A reader who has just written below an article; the id of what they wrote. */
async function anAuthor(article: string, options: BrowserContextOptions = {}) {
  const { page } = await readArticle(browser, newsroom, article, options)
  return { page, id: await writeBelow(page) }
}

/** A reader who has been below an article without writing. */
async function aVisitor(article: string, attributes: Attributes = {}): Promise<Page> {
  const { page } = await aWindow(browser, newsroom.serve(article, thread({ article, ...attributes })))
  await isReady(page)
  await page.locator('postbag-comments h2').hover()
  await page.locator('postbag-comments .new').waitFor({ state: 'attached' })
  return page
}

async function answer(id: string, article: string, name: string): Promise<string> {
  return (await newsroom.post({ name, parentId: id, text: `${name} has a word to say.` }, article)).comment.id
}

function news(page: Page): Locator {
  return page.locator('postbag-comments .news li')
}

function unread(page: Page): Locator {
  return page.getByRole('article').filter({ hasText: 'New since your last visit' }).locator('.author')
}

/** Addresses of the service that a page asked for, from now on. */
function asked(page: Page): string[] {
  const paths: string[] = []
  page.on('request', (request) => {
    if (request.url().startsWith(newsroom.url)) paths.push(request.url().slice(newsroom.url.length))
  })
  return paths
}

/** They leave; whatever they read next is so much later by their clock. */
async function later(page: Page, ms: number): Promise<void> {
  await page.goto('about:blank')
  await page.clock.setFixedTime(Date.now() + ms)
}

/** What the service was asked about other articles is answered, and nothing more comes. */
async function isQuiet(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
  await page.waitForFunction(() =>
    performance
      .getEntriesByType('resource')
      .every((entry) => (entry as PerformanceResourceTiming).responseEnd > 0),
  )
}

describe('a reader who comes back to where they wrote', () => {
  it('sees who answered them, and is taken there', async () => {
    const { page, id } = await anAuthor('answered')
    await answer(id, 'answered', 'Bo')
    await answer(id, 'answered', 'Cy')
    await read(page, 'answered')
    const told = news(page).filter({ hasText: '2 new answers to you:' })
    expect(await told.getByRole('link').allTextContents()).toEqual(['Bo', 'Cy'])
    await told.getByRole('link', { name: 'Cy' }).click()
    const found = page.getByRole('article', { name: 'Cy' })
    await expect.poll(() => found.evaluate(isActive)).toBe(true)
    await expect.poll(() => found.evaluate(isInView)).toBe(true)
    expect(await page.locator('.marked > article').textContent()).toContain('Cy has a word to say.')
  })

  it('is told nothing where nobody answered, and their own words are not new to them', async () => {
    const { page } = await anAuthor('unanswered')
    await read(page, 'unanswered')
    await page.locator('postbag-comments .news').waitFor({ state: 'attached' })
    expect(await news(page).count()).toBe(0)
    expect(await unread(page).count()).toBe(0)
  })

  it('hears of answers to what is on no loaded page, and is taken there', async () => {
    const { page, id } = await anAuthor('buried')
    for (let i = 0; i < 26; i++) await newsroom.post({ name: `Reader ${i}` }, 'buried')
    await answer(id, 'buried', 'Bo')
    await read(page, 'buried')
    await news(page).filter({ hasText: '1 new answer to you:' }).getByRole('link', { name: 'Bo' }).click()
    await expect.poll(() => page.getByRole('article', { name: 'Bo' }).evaluate(isActive)).toBe(true)
  })

  it('hears of an answer that came while they were there and did not look at it', async () => {
    const { page, id } = await anAuthor('meanwhile')
    await answer(id, 'meanwhile', 'Bo')
    await page.getByRole('button', { name: '1 new comment' }).waitFor()
    await read(page, 'meanwhile-elsewhere')
    await news(page)
      .filter({ hasText: `1 new answer to you under ${TITLE}` })
      .waitFor()
    await read(page, 'meanwhile')
    await news(page).filter({ hasText: '1 new answer to you:' }).waitFor()
  })
})

describe('a reader who comes back to an article', () => {
  it('sees what is new in words and not by colour alone, and is taken to the first of it', async () => {
    await newsroom.post({ name: 'Bo' }, 'unread')
    const page = await aVisitor('unread')
    await newsroom.post({ name: 'Cy' }, 'unread')
    await newsroom.post({ name: 'Di' }, 'unread')
    await read(page, 'unread')
    const link = page.getByRole('link', { name: '2 new since your last visit' })
    expect(await unread(page).allTextContents()).toEqual(['Di', 'Cy'])
    await link.click()
    const first = page.getByRole('article', { name: 'Di' })
    await expect.poll(() => first.evaluate(isActive)).toBe(true)
    await expect.poll(() => first.evaluate(isInView)).toBe(true)
  })

  it('sees that it is new although it was written before, where it waited for review', async () => {
    const links = 'https://a.example https://b.example https://c.example'
    const held = await newsroom.post({ name: 'Cy', text: links }, 'held')
    expect(held.status).toBe('pending')
    await newsroom.post({ name: 'Di' }, 'held')
    const page = await aVisitor('held')
    await newsroom.decide(held.comment.id, 'approve')
    await read(page, 'held')
    await page.getByRole('link', { name: '1 new since your last visit' }).waitFor()
    expect(await unread(page).allTextContents()).toEqual(['Cy'])
  })

  it('hears how many there are also where not all of them are loaded', async () => {
    const page = await aVisitor('many')
    for (let i = 0; i < 27; i++) await newsroom.post({ name: `Reader ${i}` }, 'many')
    await read(page, 'many')
    await page.getByRole('link', { name: '27 new since your last visit' }).waitFor()
    expect(await unread(page).count()).toBe(25)
    await page.getByRole('button', { name: 'Show more comments' }).click()
    await expect.poll(() => unread(page).count()).toBe(27)
  })

  it('keeps the marks while the visit goes on, and then has seen it', async () => {
    const page = await aVisitor('going-on')
    await newsroom.post({ name: 'Cy' }, 'going-on')
    for (const minutes of [0, 20]) {
      await later(page, minutes * MINUTE_MS)
      await read(page, 'going-on')
      await expect.poll(() => unread(page).allTextContents()).toEqual(['Cy'])
      await page.locator('postbag-comments h2').scrollIntoViewIfNeeded()
      const now = await page.evaluate(() => Date.now())
      await expect.poll(() => kept(page, 'visits')).toMatchObject({ 'going-on': { at: now } })
    }
    await later(page, 60 * MINUTE_MS)
    await read(page, 'going-on')
    await page.locator('postbag-comments .news').waitFor({ state: 'attached' })
    expect(await unread(page).count()).toBe(0)
  })

  it('is a stranger again after ninety days', async () => {
    const page = await aVisitor('long-ago')
    await newsroom.post({ name: 'Cy' }, 'long-ago')
    await later(page, 91 * DAY_MS)
    await read(page, 'long-ago')
    await page.locator('postbag-comments h2').hover()
    await page.locator('postbag-comments .new').waitFor({ state: 'attached' })
    expect(await news(page).count()).toBe(0)
    expect(await unread(page).count()).toBe(0)
  })

  it('is known also where they came through the comments by keyboard', async () => {
    await newsroom.post({ name: 'Bo' }, 'keyboard')
    const { page } = await readArticle(browser, newsroom, 'keyboard')
    await page.getByRole('button', { name: 'Like' }).focus()
    await page.locator('postbag-comments .new').waitFor({ state: 'attached' })
    await newsroom.post({ name: 'Cy' }, 'keyboard')
    await read(page, 'keyboard')
    await page.getByRole('link', { name: '1 new since your last visit' }).waitFor()
  })

  it('leaves to the button what arrives while they read', async () => {
    await newsroom.post({ name: 'Bo' }, 'live')
    const page = await aVisitor('live')
    await newsroom.post({ name: 'Cy' }, 'live')
    await read(page, 'live')
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
    const { page, id } = await anAuthor('there')
    await answer(id, 'there', 'Bo')
    await answer(id, 'there', 'Cy')
    await read(page, 'here')
    await page.getByRole('link', { name: `2 new answers to you under ${TITLE}` }).click()
    await isReady(page)
    expect(new URL(page.url()).pathname).toBe('/there')
    await expect.poll(() => page.getByRole('article', { name: 'Bo' }).evaluate(isActive)).toBe(true)
    await read(page, 'here')
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
    const item = page.locator('li.comment[data-depth="4"]')
    await item.waitFor()
    await answer((await item.getAttribute('data-id')) ?? '', 'deep', 'Ed')
    await read(page, 'deep-elsewhere')
    await page.getByRole('link', { name: `1 new answer to you under ${TITLE}` }).waitFor()
  })

  it('is told no more once they say so', async () => {
    const { page, id } = await anAuthor('unwanted')
    await answer(id, 'unwanted', 'Bo')
    await read(page, 'unwanted-here')
    await page.getByRole('button', { name: 'Dismiss: 1 new answer to you' }).click()
    expect(await news(page).count()).toBe(0)
    await expect.poll(() => page.locator('postbag-comments h2').evaluate(isActive)).toBe(true)
    await read(page, 'unwanted-there')
    await page.locator('postbag-comments .news').waitFor({ state: 'attached' })
    expect(await news(page).count()).toBe(0)
  })

  it('costs one small question in ten minutes, and a second one only where something came', async () => {
    const { page, id } = await anAuthor('cost')
    const paths = asked(page)
    const questions = () => paths.filter((path) => path.includes('/counts?') || path.endsWith(`/${id}`))
    for (const article of ['cost-1', 'cost-2']) {
      await read(page, article)
      await page.locator('postbag-comments .news').waitFor({ state: 'attached' })
      await expect.poll(questions).toEqual([`/v1/sites/${SITE}/counts?article=cost`])
      await isQuiet(page)
    }
    await answer(id, 'cost', 'Bo')
    await later(page, 11 * MINUTE_MS)
    await read(page, 'cost-3')
    await news(page).filter({ hasText: '1 new answer to you' }).waitFor()
    expect(questions().slice(1)).toEqual([
      `/v1/sites/${SITE}/counts?article=cost`,
      `/v1/sites/${SITE}/comments/${id}`,
    ])
  })

  it('is told once where a page holds several threads', async () => {
    const { page, id } = await anAuthor('several')
    await answer(id, 'several', 'Bo')
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
    const paths = asked(page)
    await read(page, 'stranger')
    await isQuiet(page)
    const names = paths.map((path) => path.replace(/-[0-9A-F]{8}\.js/, '').replace(`/v1/sites/${SITE}`, ''))
    expect(names.sort()).toEqual([
      '/articles/stranger/comments?sort=newest&limit=25',
      '/articles/stranger/events',
      '/embed.js',
      '/embed/main',
      '/widget',
    ])
    await page.locator('postbag-comments h2').hover()
    await page.locator('postbag-comments .new').waitFor({ state: 'attached' })
    expect(paths.filter((path) => path.includes('/embed/returned-'))).toEqual([])
  })
})

describe('what is told', () => {
  it.each([
    ['in view from the start', '', DESKTOP],
    ['in view on a phone', '', PHONE],
    ['far below a long article', '<p class="long"></p>', DESKTOP],
  ])('moves nothing that is %s', async (where, before, viewport) => {
    const article = `still-${where.replaceAll(' ', '-')}`
    const { page, id } = await anAuthor(`${article}-there`, { viewport })
    await answer(id, `${article}-there`, 'Bo')
    await page.goto(newsroom.serve(article))
    await isReady(page)
    const own = await writeBelow(page, 'Here too.')
    await page.addInitScript(watchShifts)
    await answer(own, article, 'Cy')
    const body = `<link rel="stylesheet" href="/still.css">${before}${thread({ article })}<footer>The end</footer>`
    newsroom.serve(
      'still.css',
      `postbag-comments:not([data-short]) { display: block; min-height: max(36rem, 100svh) } .long { height: 3000px }`,
    )
    await page.goto(newsroom.serve(article, body))
    await page.locator('postbag-comments').scrollIntoViewIfNeeded()
    await expect.poll(() => unread(page).allTextContents()).toEqual(['Cy'])
    await isQuiet(page)
    expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([])
  })

  it('waits where its place is in view until the reader has gone on, and is said to screen readers', async () => {
    const { page, id } = await anAuthor('late-there')
    await answer(id, 'late-there', 'Bo')
    await page.addInitScript(watchShifts)
    const below = '<p class="long"></p>'
    await page.goto(
      newsroom.serve(
        'late',
        `<link rel="stylesheet" href="/page.css">${thread({ article: 'late' })}${below}`,
      ),
    )
    await expect
      .poll(() => kept(page, 'news'))
      .toMatchObject({ told: [{ article: 'late-there', title: 'The bridge' }] })
    await isQuiet(page)
    expect(await news(page).count()).toBe(0)
    await page.mouse.wheel(0, 2500)
    await expect.poll(() => news(page).count()).toBe(1)
    expect(await spoken(page)).toBe(`1 new answer to you under ${TITLE}`)
    expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([])
  })

  it('is told to the page in numbers alone', async () => {
    const { page, id } = await anAuthor('event-there')
    await answer(id, 'event-there', 'Bo')
    await page.goto(newsroom.serve('event'))
    await isReady(page)
    const own = await writeBelow(page, 'Here too.')
    await answer(own, 'event', 'Cy')
    await newsroom.post({ name: 'Di' }, 'event')
    await page.addInitScript(() => {
      document.addEventListener('postbag:news', ({ detail }: Event & { detail?: unknown }) =>
        Object.assign(window, { told: detail }),
      )
    })
    await read(page, 'event')
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { told?: unknown }).told))
      .toEqual({ article: 'event', unread: 2, answers: 1, elsewhere: 1 })
  })

  it.each([
    ['in light', { colorScheme: 'light' }, {}],
    ['in dark', { colorScheme: 'dark' }, { theme: 'auto' }],
    ['on a small screen from right to left', { viewport: { width: 320, height: 700 } }, { lang: 'ar' }],
    ['in forced colours', { forcedColors: 'active' }, {}],
  ] as const)(
    'keeps to the rules of accessibility (WCAG 2.2 AA, axe) %s',
    async (name, options, attributes) => {
      const article = `axe-${name.replaceAll(' ', '-')}`
      const { page, id } = await anAuthor(`${article}-there`, options)
      await answer(id, `${article}-there`, 'Bo')
      await page.goto(newsroom.serve(article))
      await isReady(page)
      const own = await writeBelow(page, 'Here too.')
      for (const reader of ['Cy', 'Di', 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk']) {
        await answer(own, article, reader)
      }
      await read(page, article, attributes)
      await expect.poll(() => news(page).count()).toBe(3)
      if ('theme' in attributes) {
        await page.evaluate(() => document.body.style.setProperty('background', '#111'))
      }
      const violations = await axeViolations(page)
      expect(violations.filter((violation) => violation.includes('postbag-comments'))).toEqual([])
      const { width } = page.viewportSize() ?? DESKTOP
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      const button = await page.locator('.news button').boundingBox()
      expect(Math.min(button?.width ?? 0, button?.height ?? 0)).toBeGreaterThanOrEqual(24)
    },
  )
})

describe('a page that does not want it', () => {
  it('has no answers told and nothing asked', async () => {
    const { page, id } = await anAuthor('no-answers')
    await answer(id, 'no-answers', 'Bo')
    const paths = asked(page)
    await read(page, 'no-answers', { without: 'answers' })
    await expect.poll(() => news(page).allTextContents()).toEqual(['1 new since your last visit'])
    await read(page, 'no-answers-here', { without: 'answers' })
    await isQuiet(page)
    expect(paths.filter((path) => path.includes('/counts?'))).toEqual([])
  })

  it('has no visits kept, and those forgotten that were', async () => {
    const page = await aVisitor('no-visits')
    await newsroom.post({ name: 'Bo' }, 'no-visits')
    expect(Object.keys(await kept(page, 'visits'))).toEqual(['no-visits'])
    await read(page, 'no-visits', { without: 'visits' })
    await page.locator('postbag-comments h2').hover()
    await expect.poll(() => kept(page, 'visits')).toEqual({})
    expect(await news(page).count()).toBe(0)
    expect(await unread(page).count()).toBe(0)
  })
})

describe('a browser that keeps nothing', () => {
  it('or something of another shape, takes a comment all the same', async () => {
    const page = await aVisitor('odd')
    await page.evaluate((key) => localStorage.setItem(key, '{"odd":null}'), `postbag:visits:${SITE}`)
    await read(page, 'odd')
    await writeBelow(page)
  })

  it('shows the thread and takes a comment as ever', async () => {
    const { page } = await aWindow(browser, newsroom.serve('blank', '<p></p>'))
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('', 'SecurityError')
          },
        })
      }
    })
    await page.goto(newsroom.serve('storageless'))
    await isReady(page)
    await writeBelow(page)
    await page.reload()
    await page.getByRole('article', { name: 'Ada' }).waitFor()
    expect(await news(page).count()).toBe(0)
  })
})

/** What this browser keeps for the site under a name. */
function kept(page: Page, name: string): Promise<object> {
  return page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? '{}'), `postbag:${name}:${SITE}`)
}

/** Runs in the page, before its scripts: gathers what moves without the reader having touched anything. */
function watchShifts(): void {
  const shifts: number[] = []
  Object.assign(window, { shifts })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
      shifts.push(entry.value)
  }).observe({ type: 'layout-shift', buffered: true })
}

function isActive(element: Element): boolean {
  return (element.getRootNode() as ShadowRoot).activeElement === element
}

function isInView(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return top >= 0 && bottom <= innerHeight
}
