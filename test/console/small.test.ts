import type { Browser, Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { PHONE } from '../helpers/browser.ts'
import { type DeskService, eachAtADesk, fillQueue, onDesk, seated } from '../helpers/console.ts'
import { smallFields } from '../helpers/window.ts'

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  ;({ browser, service } = given)
})

async function open(width: number, height: number): Promise<Page> {
  await fillQueue(service)
  const { page } = await seated(browser, service, { options: { viewport: { width, height } } })
  await page.locator('article.item').waitFor()
  return page
}

it.each([360, 320])(
  'shows what can be done with selected comments in full on a phone %i px wide',
  async (width) => {
    const page = await open(width, 640)
    await page.locator('.tools summary').click()
    await page.getByRole('button', { name: 'All in this view' }).click()
    const bar = page.getByRole('toolbar', { name: 'Decide on the selected comments' })
    await bar.getByText(/\d comments selected/).waitFor()
    const cut = await bar.locator('> *').evaluateAll((parts) =>
      parts.flatMap((part, n) => {
        const { left, right } = part.getBoundingClientRect()
        const others = parts.filter((_, at) => at !== n).map((other) => other.getBoundingClientRect())
        const { top, bottom } = part.getBoundingClientRect()
        const isCut = part.scrollWidth > part.clientWidth || left < 0 || right > innerWidth
        const isOver = others.some(
          (other) => other.left < right && left < other.right && other.top < bottom && top < other.bottom,
        )
        return isCut || isOver ? [part.textContent] : []
      }),
    )
    expect(cut).toEqual([])
  },
)

it('covers neither what was selected with what it tells, nor the last of a list with what can be done', async () => {
  const page = await open(360, 640)
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  const told = page.locator('.toast')
  await told.waitFor()
  await page.locator('.tools summary').click()
  await page.getByRole('button', { name: 'All in this view' }).click()
  const bar = page.getByRole('toolbar', { name: 'Decide on the selected comments' })
  await bar.waitFor()
  const isAboveBar = async (element: Locator) => {
    const [box, below] = [await element.boundingBox(), await bar.boundingBox()]
    return (box?.y ?? 0) + (box?.height ?? 0) <= (below?.y ?? 0)
  }
  expect(await isAboveBar(told)).toBe(true)

  await page.getByRole('link', { name: 'Search', exact: true }).click()
  // The desk, which is left, has rows as well.
  await page.getByRole('heading', { name: 'Search', exact: true, level: 1 }).waitFor()
  const last = page.locator('[data-row]').last()
  await last.waitFor()
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
  expect(await isAboveBar(last)).toBe(true)
})

it('leaves most of a window to the comment, magnified four times as well', async () => {
  const page = await open(320, 256)
  await page.locator('article.item .text').evaluate((element) => element.scrollIntoView())
  const taken = await page.evaluate(() => {
    const isItem = (y: number) =>
      document.elementFromPoint(innerWidth / 2, y)?.closest('article.item') != null
    const rows = Array.from({ length: innerHeight }, (_, y) => y)
    return rows.filter((y) => !isItem(y)).length / innerHeight
  })
  expect(taken).toBeLessThan(0.35)
})

it('shows the next comment from its start, however far down the one before was decided', async () => {
  const page = await open(360, 640)
  const before = await onDesk(page)
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  expect((await page.locator('article.item').boundingBox())!.y).toBeLessThan(0)
  await page.getByRole('button', { name: 'Approve' }).click()
  const next = page.locator(`article.item:not([data-comment="${before}"])`)
  await next.waitFor()
  expect((await next.boundingBox())!.y).toBeGreaterThanOrEqual(0)
})

it('has no field that Safari on a phone would magnify the page for', async () => {
  const options = { viewport: PHONE, hasTouch: true, isMobile: true }
  const { page } = await seated(browser, service, { token: service.admin, options })
  for (const path of [
    '',
    '/search',
    '/policy',
    '/words',
    '/bans',
    '/sites',
    '/sites/news',
    '/webhooks',
    '/person',
    '/tokens',
    '/care',
  ]) {
    await page.goto(`${service.url}/console${path}`)
    await page.locator('#main h1, #main h2').first().waitFor()
    await page
      .getByText(/^Fetching/)
      .first()
      .waitFor({ state: 'detached' })
    expect(await smallFields(page)).toEqual([])
  }
})

it('fits a phone in its larger type as well, with the list of the account and the decisions in full', async () => {
  await fillQueue(service)
  const options = { viewport: PHONE, hasTouch: true, isMobile: true }
  const { page } = await seated(browser, service, { path: '/care', token: service.admin, options })
  await page.getByLabel('Type').selectOption('larger')
  for (const path of ['/policy', '/history', '/insight', '/search', '']) {
    await page.goto(`${service.url}/console${path}`)
    await page.locator('#main h1, #main h2').first().waitFor()
    await page
      .getByText(/^Fetching/)
      .first()
      .waitFor({ state: 'detached' })
    expect(await page.evaluate(() => innerWidth), path).toBe(PHONE.width)
  }
  const decisions = page.getByRole('toolbar', { name: 'Decide' }).getByRole('button')
  const cut = await decisions.evaluateAll((buttons) =>
    buttons.filter((button) => button.scrollWidth > button.clientWidth).map((button) => button.textContent),
  )
  expect(cut).toEqual([])
  await page.locator('header .menu summary').last().click()
  const list = await page.locator('header .menu[open] > div').boundingBox()
  expect(list?.x).toBeGreaterThanOrEqual(0)
  expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(PHONE.width)
})
