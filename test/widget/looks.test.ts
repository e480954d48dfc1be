import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, DESKTOP, launchBrowser, PHONE } from '../helpers/browser.ts'
import { aFullNewsroom, ours } from '../helpers/looked-at.ts'
import { isReady, type Newsroom, send, thread, write } from '../helpers/widget.ts'
import { aWindow, smallFields, watchShifts } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aFullNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

type Look = { readonly lang?: string; readonly theme?: string }

async function look(
  options: Parameters<Browser['newContext']>[0],
  { lang = 'en', theme = 'auto' }: Look = {},
): Promise<Page> {
  const { page } = await aWindow(browser, newsroom.serve('looks', thread({ lang, theme })), options)
  await isReady(page)
  return page
}

/** Everything opened that can be: a reply, an own comment with its panel, errors, the report. */
async function openAll(page: Page): Promise<void> {
  await write(page, { text: 'Wait for me.' })
  await send(page)
  await page.locator('li.own').waitFor()
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'Comment', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Reply to Bo' }).click()
  const answer = page.getByRole('form', { name: 'Reply to Bo' })
  await answer.getByRole('button', { name: 'Post comment' }).click()
  await page.locator('.error').getByText('Please enter your comment!').first().waitFor()
}

describe('the widget by the rules of accessibility (WCAG 2.2 AA, axe)', () => {
  it.each([
    ['in light', { colorScheme: 'light' }, {}],
    ['in dark', { colorScheme: 'dark' }, {}],
    ['in dark by the page', { colorScheme: 'light' }, { theme: 'dark' }],
    ['on a phone', { viewport: PHONE }, {}],
    ['from right to left', {}, { lang: 'ar' }],
    ['in forced colours', { forcedColors: 'active' }, {}],
  ] as const)('has nothing against it %s', async (_, options, look_) => {
    const page = await look(options, look_)
    if ('theme' in look_ || ('colorScheme' in options && options.colorScheme === 'dark')) {
      await page.evaluate(() => document.body.style.setProperty('background', '#111'))
    }
    expect(ours(await axeViolations(page))).toEqual([])
    if (!('lang' in look_)) {
      await openAll(page)
      expect(ours(await axeViolations(page))).toEqual([])
      await page.getByRole('button', { name: 'Report' }).first().click()
      await page.getByRole('dialog').waitFor()
      expect(ours(await axeViolations(page))).toEqual([])
    }
  })
})

describe('the widget on a small screen', () => {
  it('fits 320 pixels, deep threads and open forms included', async () => {
    const page = await look({ viewport: { width: 320, height: 700 } })
    await openAll(page)
    const widths = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth,
      parts: [...(document.querySelector('postbag-comments')?.shadowRoot?.querySelectorAll('*') ?? [])]
        .filter((element) => !element.closest('.unseen'))
        .map((element) => element.getBoundingClientRect().right)
        .filter((right) => right > 320),
    }))
    expect(widths).toEqual({ page: 320, parts: [] })
  })

  it('has no field that Safari on a phone would magnify the page for', async () => {
    const page = await look({ viewport: PHONE, hasTouch: true, isMobile: true })
    await openAll(page)
    expect(await smallFields(page)).toEqual([])
  })

  it.each(['be', 'ru'])('fits 200 pixels, a small window four times as large, in %s', async (lang) => {
    const page = await look({ viewport: { width: 200, height: 400 } }, { lang })
    const order = page.locator('postbag-comments select')
    await order.hover()
    const right = () => order.evaluate((element) => Math.ceil(element.getBoundingClientRect().right))
    await expect.poll(right).toBeLessThanOrEqual(192)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(200)
  })

  it.each([
    ['twice as large', { viewport: { width: 640, height: 900 } }, '.widget { font-size: 200% !important }'],
    ['spaced as a reader needs it (WCAG 1.4.12)', { viewport: PHONE }, SPACED],
  ])('keeps its text whole when it is %s', async (_, options, style) => {
    const page = await look(options)
    await openAll(page)
    const cut = await page.evaluate((rules) => {
      const root = document.querySelector('postbag-comments')!.shadowRoot!
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(rules)
      root.adoptedStyleSheets.push(sheet)
      const isCut = (element: Element) =>
        getComputedStyle(element).overflow !== 'visible' &&
        !element.matches('textarea, input, select, svg, svg *') &&
        (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
      const wide = document.documentElement.scrollWidth > window.innerWidth
      const all = [...root.querySelectorAll('*')].filter((one) => !one.closest('.unseen'))
      return { wide, cut: all.filter(isCut).map((one) => one.outerHTML.slice(0, 120)) }
    }, style)
    expect(cut).toEqual({ wide: false, cut: [] })
  })

  it('shows a face that is round and stands at the name, however long that is', async () => {
    const { comment } = await newsroom.post(
      { name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk' },
      'long-name',
    )
    await newsroom.decide(comment.id, 'approve')
    const { page } = await aWindow(browser, newsroom.serve('long-name'), { viewport: PHONE })
    await isReady(page)
    const boxOf = (part: string) => page.locator(`postbag-comments .${part}`).boundingBox()
    const [face, name] = [await boxOf('avatar'), await boxOf('author')]
    expect(face?.width).toBeCloseTo(face?.height ?? 0, 1)
    expect(name?.height).toBeGreaterThan(face?.height ?? 0)
    expect(name?.x).toBeGreaterThan((face?.x ?? 0) + (face?.width ?? 0))
    expect(Math.abs((name?.y ?? 0) - (face?.y ?? 0))).toBeLessThan(8)
  })

  it.each([
    ['a plain page', ''],
    ['a page whose root has small letters', 'html { font-size: 62.5% }'],
    ['a page that resets everything', 'main * { all: unset }'],
    [
      'an aside that shrinks to what is in it',
      'main { display: flex; flex-flow: column; align-items: start }',
    ],
    [
      'an article of indented capitals on one line',
      'main { font: 10px/3 serif; text-indent: 9em; text-transform: uppercase; white-space: pre }',
    ],
  ])('has text one can read and targets that a finger can hit on %s', async (_, style) => {
    newsroom.serve('host.css', style)
    const body = `<link rel="stylesheet" href="/host.css">${thread({ theme: 'auto' })}`
    const { page } = await aWindow(browser, newsroom.serve('hosted', body), { viewport: PHONE })
    await isReady(page)
    const name = page.getByRole('article', { name: 'Bo' }).locator('.author')
    const letters = await name.evaluate((element) => {
      const { fontSize, textTransform, textIndent, whiteSpace } = getComputedStyle(element)
      return [fontSize, textTransform, textIndent, whiteSpace]
    })
    expect(letters).toEqual(['16px', 'none', '0px', 'normal'])
    expect(await page.getByRole('button', { name: 'Post comment' }).count()).toBe(0)
    const form = await page.locator('form').boundingBox()
    expect(form?.width).toBeGreaterThan(320)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
    await openAll(page)
    const small = await page.evaluate(() =>
      [
        ...(document
          .querySelector('postbag-comments')
          ?.shadowRoot?.querySelectorAll('button, input, select') ?? []),
      ]
        .filter((element) => !element.closest('.unseen, label.check'))
        .map((element) => ({ text: element.textContent, size: element.getBoundingClientRect() }))
        .filter(({ text, size }) => size.height < 24 || (size.width < 24 && text !== ''))
        .map(({ text }) => text),
    )
    expect(small).toEqual([])
  })
})

describe('the widget where its place is as wide as what is in it', () => {
  it.each([
    ['a dialog', 'dialog', ''],
    ['a floating box', 'div', 'div { float: left }'],
    ['a cell of a table', 'div', 'div { display: table-cell }'],
    ['the column of a row', 'div', 'main { display: flex }'],
    ['a row of words on one line', 'div', 'main { display: flex; white-space: nowrap }'],
  ])('takes the length of a line in %s, and no more than a phone has', async (_, place, style) => {
    newsroom.serve('place.css', `body { margin: 0 } h1 { width: 0; overflow: hidden } ${style}`)
    const body = `<link rel="stylesheet" href="/place.css"><${place} open>${thread()}</${place}>`
    const { page } = await aWindow(browser, newsroom.serve('placed', body))
    await isReady(page)
    const width = async () => (await page.locator('postbag-comments').boundingBox())?.width
    expect(await width()).toBeGreaterThan(42 * 16)
    await page.setViewportSize(PHONE)
    expect(await width()).toBeGreaterThan(PHONE.width - 48)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })
})

describe('the page around it', () => {
  it.each([
    ['far below a long article', '<p class="long"></p>', DESKTOP],
    ['in view from the start', '', DESKTOP],
    ['in view on a phone', '', PHONE],
  ])('does not move while the thread loads %s', async (_, before, viewport) => {
    const body = `<link rel="stylesheet" href="/page.css">${before}${thread()}<footer>The end of the page</footer>`
    const { page } = await aWindow(browser, newsroom.serve('shift', '<p></p>'), { viewport })
    await page.addInitScript(watchShifts)
    newsroom.serve('page.css', PAGE_STYLE)
    newsroom.serve('shift', body)
    await page.reload()
    await page.locator('postbag-comments').scrollIntoViewIfNeeded()
    await isReady(page)
    await page.getByRole('article').first().waitFor()
    const shifts = await page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() =>
            requestAnimationFrame(() => resolve((window as unknown as { shifts: number[] }).shifts)),
          )
        }),
    )
    expect(shifts).toEqual([])
  })
})

/** What a page adds to its style, so that the place is kept before any script runs. */
const PAGE_STYLE = `postbag-comments:not([data-short]) { display: block; min-height: max(36rem, 100svh) }
.long { height: 3000px }`

const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }`
