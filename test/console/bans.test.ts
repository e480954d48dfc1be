import type { Browser, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { axeViolations } from '../helpers/browser.ts'
import { type DeskService, eachAtADesk, seated, submitTexts } from '../helpers/console.ts'

let browser: Browser
let service: DeskService
let page: Page
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

async function sitDown(): Promise<void> {
  page = (await seated(browser, service)).page
  await page.locator('article.item').waitFor()
}

it('bans from the desk, and lifts the ban again with what stands beside the news of it', async () => {
  await submitTexts(service, ['Somebody to ban for a while.'])
  await sitDown()
  await page.keyboard.press('b')
  await page.getByRole('dialog', { name: /^Ban / }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Banned.').first().waitFor()
  expect(await bans()).toBe(1)
  await page.getByRole('button', { name: 'Lift it' }).click()
  await expect.poll(bans).toBe(0)
})

it('watches an author from the desk by keyboard alone, and says so on their next comment', async () => {
  const [id] = await submitTexts(service, ['Somebody to keep an eye on.'])
  await sitDown()
  await page.keyboard.press('b')
  const dialog = page.getByRole('dialog', { name: /^Ban or watch / })
  await dialog.waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  expect(await dialog.getByLabel('Watch').isChecked()).toBe(true)
  await page.keyboard.press('Enter')
  await page.getByText('Watched: what they write waits for a moderator.').first().waitFor()
  await page.goto(`${service.url}/console/comment/${id}?site=news`)
  await page.getByText('Watched by author').waitFor()
  expect(await axeViolations(page)).toEqual([])
})

async function bans(): Promise<number> {
  const answer = await service.call('GET', '/v1/review/bans', undefined, service.as(service.admin))
  return ((await answer.json()) as { items: unknown[] }).items.length
}
