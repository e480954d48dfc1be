import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, DESKTOP, launchBrowser, PHONE } from '../helpers/browser.ts'
import { isQuiet, kept, news, type Readers, readersOf, unread, writeBelow } from '../helpers/returning.ts'
import { aNewsroom, isReady, type Newsroom, SITE, spoken, thread } from '../helpers/widget.ts'
import { aWindow, watchShifts } from '../helpers/window.ts'

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

describe('what is told', () => {
  it.each([
    ['in view from the start', '', DESKTOP],
    ['in view on a phone', '', PHONE],
    ['far below a long article', '<p class="long"></p>', DESKTOP],
  ])('moves nothing that is %s', async (where, before, viewport) => {
    const article = `still-${where.replaceAll(' ', '-')}`
    const { page, id } = await they.anAuthor(`${article}-there`, { viewport })
    await they.answer(id, `${article}-there`, 'Bo')
    await page.goto(newsroom.serve(article))
    await isReady(page)
    const own = await writeBelow(page, 'Here too.')
    await page.addInitScript(watchShifts)
    await they.answer(own, article, 'Cy')
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
    const { page, id } = await they.anAuthor('late-there')
    await they.answer(id, 'late-there', 'Bo')
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
    expect(await spoken(page)).toBe(`1 new reply to you under ${TITLE}`)
    expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([])
  })

  it('is told to the page in numbers alone', async () => {
    const { page, id } = await they.anAuthor('event-there')
    await they.answer(id, 'event-there', 'Bo')
    await page.goto(newsroom.serve('event'))
    await isReady(page)
    const own = await writeBelow(page, 'Here too.')
    await they.answer(own, 'event', 'Cy')
    await newsroom.post({ name: 'Di' }, 'event')
    await page.addInitScript(() => {
      document.addEventListener('postbag:news', ({ detail }: Event & { detail?: unknown }) =>
        Object.assign(window, { told: detail }),
      )
    })
    await they.read(page, 'event')
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
      const { page, id } = await they.anAuthor(`${article}-there`, options)
      await they.answer(id, `${article}-there`, 'Bo')
      await page.goto(newsroom.serve(article))
      await isReady(page)
      const own = await writeBelow(page, 'Here too.')
      for (const reader of ['Cy', 'Di', 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk']) {
        await they.answer(own, article, reader)
      }
      await they.read(page, article, attributes)
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
    const { page, id } = await they.anAuthor('no-answers')
    await they.answer(id, 'no-answers', 'Bo')
    const paths = they.asked(page)
    await they.read(page, 'no-answers', { without: 'answers' })
    await expect.poll(() => news(page).allTextContents()).toEqual(['1 new since your last visit'])
    await they.read(page, 'no-answers-here', { without: 'answers' })
    await isQuiet(page)
    expect(paths.filter((path) => path.includes('/counts?'))).toEqual([])
  })

  it('has no visits kept, and those forgotten that were', async () => {
    const page = await they.aVisitor('no-visits')
    await newsroom.post({ name: 'Bo' }, 'no-visits')
    expect(Object.keys(await kept(page, 'visits'))).toEqual(['no-visits'])
    await they.read(page, 'no-visits', { without: 'visits' })
    await page.locator('postbag-comments h2').hover()
    await expect.poll(() => kept(page, 'visits')).toEqual({})
    expect(await news(page).count()).toBe(0)
    expect(await unread(page).count()).toBe(0)
  })
})

describe('a browser that keeps nothing', () => {
  it('or something of another shape, takes a comment all the same', async () => {
    const page = await they.aVisitor('odd')
    await page.evaluate((site) => {
      for (const what of ['visits', 'own', 'unsent', 'likes'])
        localStorage.setItem(`postbag:${what}:${site}`, '{"odd":null}')
    }, SITE)
    await they.read(page, 'odd')
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
