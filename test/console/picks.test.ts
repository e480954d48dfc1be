import type { Browser, Page } from 'playwright-core'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { axeViolations, launchBrowser } from '../helpers/browser.ts'
import { aDeskService, type DeskService, seated, statusOf, submitTexts } from '../helpers/console.ts'

let browser: Browser
let service: DeskService
beforeAll(async () => {
  browser = await launchBrowser()
  return () => browser.close()
})
beforeEach(async () => {
  service = await aDeskService()
  return () => service.close()
})

async function isPicked(id: string): Promise<boolean> {
  const answer = await service.call('GET', `/v1/review/comments/${id}`, undefined, service.as(service.admin))
  return ((await answer.json()) as { comment: { picked: boolean } }).comment.picked
}

const row = (page: Page, id: string) => page.locator(`[data-row="${id}"]`)

it('approves and picks with one key, and takes both back with another', async () => {
  const [id] = await submitTexts(service, ['The horn is in E flat and so was my wedding.'])
  const { page } = await seated(browser, service)
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
  await page.keyboard.press('f')
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  await expect.poll(() => isPicked(id!)).toBe(true)
  expect(await statusOf(service, id!)).toBe('approved')

  await page.keyboard.press('u')
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
  expect(await statusOf(service, id!)).toBe('pending')
  expect(await isPicked(id!)).toBe(false)
})

it('says so when a comment was approved but could not be picked', async () => {
  const [id] = await submitTexts(service, ['Two things are asked, one of them is lost on the way.'])
  const { page } = await seated(browser, service)
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
  await page.route('**/pick?*', (route) => route.abort())
  await page.keyboard.press('f')
  await page
    .getByText(/Approved, but not picked/)
    .first()
    .waitFor()
  await expect.poll(() => statusOf(service, id!)).toBe('approved')
})

it('picks in the thread of an article by keyboard, shows it, and undoes it by key', async () => {
  const [waiting, other] = await submitTexts(service, ['Pick me from the thread.', 'I stay as I am.'])
  const { page } = await seated(browser, service, { path: '/thread/bridge?site=news' })
  await row(page, waiting!).focus()
  await page.keyboard.press('f')
  await row(page, waiting!).getByText('Editors’ choice').waitFor()
  await page.locator('.toast').getByText('Approved and picked').waitFor()
  expect(await page.locator('.toast').count()).toBe(1)
  expect(await isPicked(waiting!)).toBe(true)
  expect(await statusOf(service, other!)).toBe('pending')
  expect(await axeViolations(page)).toEqual([])

  await page.keyboard.press('u')
  await row(page, waiting!).getByText('Editors’ choice').waitFor({ state: 'detached' })
  expect(await isPicked(waiting!)).toBe(false)
  expect(await statusOf(service, waiting!)).toBe('pending')

  await row(page, waiting!).getByRole('button', { name: 'Approve' }).click()
  await row(page, waiting!).getByRole('button', { name: 'Pick' }).click()
  await row(page, waiting!).getByRole('button', { name: 'Unpick' }).waitFor()
  await page.keyboard.press('u')
  await row(page, waiting!).getByRole('button', { name: 'Pick', exact: true }).waitFor()
  expect(await statusOf(service, waiting!)).toBe('approved')
  await row(page, waiting!).getByRole('button', { name: 'Pick' }).click()
  await row(page, waiting!).getByRole('button', { name: 'Unpick' }).waitFor()
  await page.goto(`${service.url}/console/search?status=picked`)
  await row(page, waiting!).waitFor()
  expect(await page.locator('[data-row]').count()).toBe(1)
  await page.goto(`${service.url}/console/history?action=pick`)
  await page
    .getByRole('row')
    .filter({ hasText: 'Picked' })
    .filter({ hasText: 'Mo Derator' })
    .first()
    .waitFor()
})
