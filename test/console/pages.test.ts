import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeViolations, DESKTOP, launchBrowser, PHONE } from '../helpers/browser.ts'
import { aDeskService, type DeskService, fillQueue, seated } from '../helpers/console.ts'

const VIEWS: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['on a desktop, light', { viewport: DESKTOP, colorScheme: 'light' }],
  ['on a desktop, dark', { viewport: DESKTOP, colorScheme: 'dark' }],
  ['on a phone, light', { viewport: PHONE, colorScheme: 'light', hasTouch: true, isMobile: true }],
  ['on a phone, dark', { viewport: PHONE, colorScheme: 'dark', hasTouch: true, isMobile: true }],
]

/** Below this a title breaks within words. */
const NARROWEST_TITLE = 120

let browser: Browser
let service: DeskService
let ids: string[]
beforeAll(async () => {
  browser = await launchBrowser()
  service = await aDeskService()
  ids = await fillQueue(service)
  await workABit()
})
afterAll(async () => {
  await browser.close()
  await service.close()
})

it.each(VIEWS)(
  'every page is accessible and fits %s',
  async (_, options) => {
    const { page } = await seated(browser, service, { token: service.admin, options })
    expect(await troublesOn(page)).toEqual([])
  },
  120_000,
)

it.each(VIEWS)('the sign-in, the dialogs and the lists that open are accessible %s', async (_, options) => {
  // The windows of the tests before were left in the middle, and may hold what waits for some minutes more.
  await service.deps.db.query((sql) => sql`delete from claims`)
  const { page } = await seated(browser, service, { token: service.admin, options })
  await page.locator('article.item').waitFor()
  for (const key of ['r', '?', 'b', 'd']) {
    await page.keyboard.press(key)
    await page.getByRole('dialog').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await page.keyboard.press('x')
  await page.getByRole('button', { name: 'Reject…' }).click()
  await page.getByRole('dialog').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.locator('header .menu summary').last().click()
  // What an open menu covers in part is too small only until it is closed.
  expect(await axeViolations(page, 'header')).toEqual([])
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByLabel('Your token').waitFor()
  expect(await axeViolations(page)).toEqual([])
})

it('bans a network by its address, and says what to do about one that is too wide', async () => {
  const { page } = await seated(browser, service, { path: '/bans' })
  await page.getByRole('combobox', { name: 'a', exact: true }).selectOption('network address')
  const which = page.getByLabel('Which')
  expect(await which.getAttribute('placeholder')).toMatch(/^192/)
  await which.fill('198.51.100.0/24')
  // What was begun is found again as it was left.
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByRole('heading', { name: 'History' }).waitFor()
  await page.getByRole('link', { name: 'Bans' }).click()
  expect(await which.inputValue()).toBe('198.51.100.0/24')
  expect(await page.getByRole('combobox', { name: 'a', exact: true }).inputValue()).toBe('network')
  await which.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('Ban its addresses one by one').waitFor()
  await which.fill('198.51.100.7')
  await page.getByRole('combobox', { name: 'for' }).selectOption('a week')
  await page.getByRole('combobox', { name: 'How', exact: true }).selectOption('Watch')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const made = page.getByRole('row').filter({ hasText: '198.51.*' })
  await made.getByText('network').waitFor()
  await made.getByText('watched').waitFor()
  expect(await made.getByText('never').count()).toBe(0)
  expect(await page.getByRole('alert').getByText('one by one').count()).toBe(0)
})

it('names the page in the title of the window and how many wait, and says what a wrong address is', async () => {
  const { page } = await seated(browser, service)
  const waiting = page.getByRole('heading', { name: /^\d+ comments waiting$/ })
  const title = `${await waiting.textContent()} · Queue · Postbag desk`
  await expect.poll(() => page.title()).toBe(title)
  await page.getByRole('link', { name: 'History' }).click()
  await expect.poll(() => page.title()).toBe('History · Postbag desk')
  await page.getByRole('link', { name: 'Queue', exact: true }).click()
  await expect.poll(() => page.title()).toBe(title)
  await page.goto(`${service.url}/console/no-such-page`)
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
})

/** Every page the desk has, with something on it. */
function pages(): string[] {
  return [
    '',
    '?q=nothing-like-this',
    '/history',
    '/search?q=bridge',
    '/bans',
    '/jobs',
    '/care',
    '/insight',
    '/policy',
    '/words',
    '/statements',
    '/alerts',
    '/evidence',
    '/sites',
    '/sites/news',
    '/webhooks',
    '/person',
    '/tokens',
    '/models',
    `/thread/bridge?site=news`,
    `/author/${ids[1]}?site=news`,
    `/comment/${ids[2]}?site=news`,
  ]
}

/** What axe finds, and pages wider than their window, a line each. */
async function troublesOn(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const path of pages()) {
    await page.goto(`${service.url}/console${path}`)
    await page.locator('#main h1').first().waitFor()
    await page
      .getByText(/^(Fetching|Counting)/)
      .first()
      .waitFor({ state: 'detached' })
    found.push(...(await axeViolations(page)).map((line) => `${path || '/'}: ${line}`))
    const title = await page.locator('#main h1').first().boundingBox()
    if ((title?.width ?? 0) < NARROWEST_TITLE) found.push(`${path || '/'}: its title has no room`)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (overflow > 0) found.push(`${path || '/'}: ${overflow} px wider than the window`)
  }
  return found
}

/** Decisions, a ban, an escalation, a second version of the policy and a report, so that no page is empty. */
async function workABit(): Promise<void> {
  const as = service.as(service.moderator)
  const put = (id: string, body: object) =>
    service.call('PUT', `/v1/review/comments/${id}/decision`, body, as)
  await put(ids[0]!, { action: 'approve', version: 1 })
  await put(ids[7]!, { action: 'reject', reason: 'spam', note: 'As often before', version: 1 })
  const ban = { site: 'news', kind: 'author', commentId: ids[7], note: 'Sells coins' }
  await service.call('POST', '/v1/review/bans', ban, as)
  await service.call(
    'PUT',
    `/v1/review/comments/${ids[5]}/escalation`,
    { note: 'His address, and a call.' },
    as,
  )
  const policy = {
    policy: { mode: 'pre', links: { holdAt: 3 }, words: { hold: ['uncle'] } },
    note: 'Sources are welcome',
  }
  await service.call('PUT', '/v1/admin/sites/news/policy', policy, service.as(service.admin))
}
