import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, launchBrowser } from '../helpers/browser.ts'
import { aFullNewsroom, ours } from '../helpers/looked-at.ts'
import { isReady, type Newsroom, thread } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aFullNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

describe('the widget that is told no theme', () => {
  it.each([
    ['plain', '', false],
    ['dark', 'body { background: #111; color: #eee }', true],
    ['dark in the colours of today', 'body { background: oklch(21% 0.034 264) }', true],
    ['dark by a picture', 'body { background: linear-gradient(#000, #222); color: #eee }', true],
    ['dark as the reader’s system', ':root { color-scheme: light dark }', true],
    ['dark with a light card', 'body { background: #111; color: #eee } main { background: #fff }', false],
    ['light with a faint shade', 'body { background: #fff } main { background: rgb(0 0 0 / 0.05) }', false],
  ])('can be read on a page that is %s', async (_, style, isDark) => {
    newsroom.serve('around.css', style)
    const body = `<link rel="stylesheet" href="/around.css">${thread()}`
    const { page } = await aWindow(browser, newsroom.serve('around', body), { colorScheme: 'dark' })
    await isReady(page)
    expect(await isLight(page)).toBe(isDark)
  })

  it('turns dark and light again with the page, though its background takes its time', async () => {
    newsroom.serve('turning.css', TURNING)
    const body = `<link rel="stylesheet" href="/turning.css">${thread()}`
    const { page } = await aWindow(browser, 'about:blank')
    const { promise: turned, resolve: release } = Promise.withResolvers<void>()
    await page.route('**/embed/live-*', (route) => turned.then(() => route.continue()))
    await page.goto(newsroom.serve('turning', body))
    await isReady(page)
    for (const isDark of [true, false]) {
      await page.evaluate(() => document.documentElement.classList.toggle('night'))
      // The first time before the part is there that would hear of it.
      release()
      await expect.poll(() => isLight(page)).toBe(isDark)
      expect(ours(await axeViolations(page))).toEqual([])
    }
  })

  it('turns dark with the page also where a reader first wrote in what the page put inside', async () => {
    newsroom.serve('turning.css', TURNING)
    const inside = '<form><textarea name="text" aria-label="Yours"></textarea></form>'
    const body = `<link rel="stylesheet" href="/turning.css">${thread({ article: 'inside' }, inside)}`
    const { page } = await aWindow(browser, 'about:blank')
    const read = Promise.withResolvers<void>()
    const written = Promise.withResolvers<void>()
    await page.clock.install()
    await page.route('**/articles/inside/comments?*', (route) => read.promise.then(() => route.continue()))
    await page.route('**/embed/later-*', (route) => written.promise.then(() => route.continue()))
    await page.goto(newsroom.serve('inside', body))
    await page.getByLabel('Yours').fill('Begun early.')
    const heard = page.waitForRequest('**/articles/inside/events')
    read.resolve()
    await heard
    written.resolve()
    await isReady(page)
    // Past the second look at what was there from the start.
    await page.clock.fastForward(2_000)
    await page.evaluate(() => document.documentElement.classList.toggle('night'))
    await expect.poll(() => isLight(page)).toBe(true)
  })
})

describe('the widget whose theme is not as the page is', () => {
  it.each([
    ['dark on a light page', 'dark', 'light', '#fff', true],
    ['light on a dark page', 'light', 'dark', '#111', true],
    ['dark with the reader’s system on a light page', 'auto', 'dark', '#fff', true],
    ['light with the reader’s system on a dark page', 'auto', 'light', '#111', true],
    ['dark as the page is', 'dark', 'light', '#111', false],
    ['light as the page is', 'light', 'dark', '#fff', false],
  ] as const)(
    'has a background of its own where it needs one: %s',
    async (_, theme, scheme, page, isApart) => {
      newsroom.serve('toned.css', `body { background: ${page} }`)
      const body = `<link rel="stylesheet" href="/toned.css">${thread({ theme })}`
      const { page: shown } = await aWindow(browser, newsroom.serve('toned', body), { colorScheme: scheme })
      await isReady(shown)
      expect(ours(await axeViolations(shown))).toEqual([])
      expect(await isStandingApart(shown)).toBe(isApart)
    },
  )

  it('has one as soon as the page names another theme, or the reader’s system turns', async () => {
    const { page } = await aWindow(browser, newsroom.serve('named', thread({ theme: 'light' })))
    await isReady(page)
    expect(await isStandingApart(page)).toBe(false)
    await page.evaluate(() => document.querySelector('postbag-comments')?.setAttribute('theme', 'dark'))
    await expect.poll(() => isStandingApart(page)).toBe(true)
    await page.evaluate(() => document.querySelector('postbag-comments')?.setAttribute('theme', 'auto'))
    await expect.poll(() => isStandingApart(page)).toBe(false)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(() => isStandingApart(page)).toBe(true)
    expect(ours(await axeViolations(page))).toEqual([])
  })
})

const TURNING = `body { background: #fff; color: #222; transition: background 0.2s }
.night body { background: #111; color: #eee }`

/** Whether the letters are light. */
function isLight(page: Page): Promise<boolean> {
  const heading = page.locator('postbag-comments h2')
  return heading.evaluate((element) => Number(/\d+/.exec(getComputedStyle(element).color)) > 127)
}

function isStandingApart(page: Page): Promise<boolean> {
  const around = page.locator('postbag-comments section').first()
  return around.evaluate((element) => getComputedStyle(element).backgroundColor !== 'rgba(0, 0, 0, 0)')
}
