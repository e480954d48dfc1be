import type { Browser, Page } from 'playwright-core'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { axeViolations, launchBrowser } from '../helpers/browser.ts'
import { aDeskService, type DeskService, seated, submitTexts } from '../helpers/console.ts'
import { aModerator } from '../helpers/desk.ts'

const PHONE = { viewport: { width: 360, height: 740 } }

let browser: Browser
let service: DeskService
beforeAll(async () => {
  browser = await launchBrowser()
  return () => browser.close()
})
beforeEach(async () => {
  service = await aDeskService({ policy: { mode: 'auto', links: { holdAt: 1 } } })
  return () => service.close()
})

/** Two comments that wait under one article. */
const twoWaiting = () =>
  submitTexts(service, ['One with https://one.example/a.', 'Another with https://two.example/b.'])
const status = async () => (await service.submit()).status
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Comments on this article' })
const item = (page: Page) => page.locator('article.item')
/** Also the answer is there, not only the news of it: from then on it can be taken back. */
const isTurned = (page: Page) => page.locator('.toast').getByText('The article is closed.').waitFor()

it('closes the article of a comment with two keys, marks it there, and opens it again with a third', async () => {
  await twoWaiting()
  expect(await status()).toBe(201)
  const { page } = await seated(browser, service)
  await item(page).waitFor()
  await page.keyboard.press('c')
  await page.keyboard.press('3')
  await isTurned(page)
  await item(page).getByText('Article closed').waitFor()
  await dialog(page).waitFor({ state: 'detached' })
  expect(await status()).toBe(403)

  await page.keyboard.press('u')
  await item(page).getByText('Article closed').waitFor({ state: 'detached' })
  expect(await status()).toBe(201)
})

it('says what the article is like and who made it so, and pre-moderates it by the arrows', async () => {
  await twoWaiting()
  const nora = await aModerator(service)
  await nora.call('PUT', '/v1/review/articles/bridge?site=news', { open: false })
  const { page } = await seated(browser, service)
  await item(page).getByText('Article closed').waitFor()
  await page.getByRole('button', { name: 'Article', exact: true }).click()
  await dialog(page).getByText('Last changed by Nora Night').waitFor()
  expect(await dialog(page).getByRole('radio', { checked: true }).getAttribute('value')).toBe('closed')
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await item(page).getByText('Article pre-moderated').waitFor()
  expect(await item(page).getByText('Article closed').count()).toBe(0)
  expect(await axeViolations(page)).toEqual([])
  expect(await status()).toBe(202)
})

it('shows a colleague at the same article what was done, and takes nothing of theirs back', async () => {
  await twoWaiting()
  const { page } = await seated(browser, service)
  await item(page).waitFor()
  await page.keyboard.press('c')
  await page.keyboard.press('3')
  await isTurned(page)
  await item(page).getByText('Article closed').waitFor()
  const nora = await aModerator(service)
  for (const open of [true, false]) {
    await nora.call('PUT', '/v1/review/articles/bridge?site=news', { open, premoderated: true })
  }
  await item(page).getByText('Article pre-moderated').waitFor()
  await page.keyboard.press('u')
  await page.getByText('Not undone: Nora Night has changed this article in the meantime').first().waitFor()
  expect(await status()).toBe(403)
})

it('keeps the dialog with the reason when the change does not reach the service', async () => {
  await twoWaiting()
  const { page } = await seated(browser, service)
  await item(page).waitFor()
  await page.route('**/v1/review/articles/**', (route) =>
    route.request().method() === 'PUT' ? route.abort() : route.continue(),
  )
  await page.keyboard.press('c')
  await page.keyboard.press('3')
  await dialog(page).getByRole('alert').waitFor()
  await page.unroute('**/v1/review/articles/**')
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await item(page).getByText('Article closed').waitFor()
})

it('lists what is closed or pre-moderated, changes it from there, and tells of it in the history', async () => {
  await twoWaiting()
  await service.submit({}, { article: 'budget' })
  const { page } = await seated(browser, service, { path: '/thread/budget?site=news' })
  await page.locator('[data-row]').waitFor()
  await page.keyboard.press('c')
  await page.keyboard.press('2')
  await page.locator('main').getByText('Article pre-moderated', { exact: true }).waitFor()
  await service.call(
    'PUT',
    '/v1/review/articles/bridge?site=news',
    { open: false },
    service.as(service.moderator),
  )

  await page.getByRole('link', { name: 'Articles' }).click()
  const rows = page.locator('main tbody tr')
  await rows.nth(1).waitFor()
  expect(await rows.getByRole('link').allTextContents()).toEqual(['bridge', 'budget'])
  expect(await axeViolations(page)).toEqual([])
  await rows.first().getByRole('button', { name: 'Change bridge' }).click()
  await page.keyboard.press('1')
  await rows.first().getByText('Open again').waitFor()
  await page.goto(`${service.url}/console/history?action=close`)
  const closing = page.getByRole('row').filter({ hasText: 'Article closed' })
  await closing.filter({ hasText: 'Mo Derator' }).getByRole('link', { name: 'bridge' }).waitFor()
  await page.goto(`${service.url}/console/history?by=moderator`)
  await page.getByRole('row').filter({ hasText: 'Article reopened' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
})

it('is done with the thumb on a phone', async () => {
  await twoWaiting()
  const { page } = await seated(browser, service, { options: PHONE })
  await item(page).waitFor()
  await page.getByRole('button', { name: 'Article', exact: true }).click()
  await dialog(page)
    .getByRole('radio', { name: /^Closed/ })
    .check()
  expect(await axeViolations(page)).toEqual([])
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await item(page).getByText('Article closed').waitFor()
  await page.goto(`${service.url}/console/articles`)
  await page.getByRole('button', { name: 'Change bridge' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(PHONE.viewport.width)
})

it('says why a comment of a pre-moderated article waits', async () => {
  await service.call(
    'PUT',
    '/v1/admin/sites/news/articles/bridge',
    { premoderated: true },
    service.as(service.admin),
  )
  await submitTexts(service, ['Nothing in here that any check would mark.'])
  const { page } = await seated(browser, service)
  await item(page).getByText('Article pre-moderated').waitFor()
  const evidence = page.getByRole('complementary', { name: 'Evidence' })
  await evidence.getByText('this article is pre-moderated').waitFor()
})
