import type { Browser, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { axeViolations, launchBrowser } from '../helpers/browser.ts'
import { asHolder } from '../helpers/desk.ts'
import { aNewsroom, type Newsroom, readArticle, SITE } from '../helpers/widget.ts'

let browser: Browser
let newsroom: Newsroom
beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

async function turn(article: string, change: Record<string, boolean>): Promise<void> {
  const mo = asHolder(newsroom, newsroom.moderator)
  const { status } = await mo('PUT', `/v1/review/articles/${article}?site=${SITE}`, change)
  expect(status).toBe(200)
}

const text = (page: Page) => page.getByRole('textbox', { name: 'Write a comment' })
/** What is said of the thread; a comment that waits says so itself. */
const notice = (page: Page) => page.locator('postbag-comments p.notice[part=notice]')

it('tells a reader who is writing that comments are closed, and keeps what they wrote until they are open again', async () => {
  await newsroom.post({ name: 'Bo' }, 'shut')
  const { page } = await readArticle(browser, newsroom, 'shut')
  await text(page).fill('Half a thought that must not be lost')
  await turn('shut', { open: false })
  await notice(page).getByText('Comments are closed.').waitFor()
  expect(await text(page).inputValue()).toBe('Half a thought that must not be lost')
  await page.getByRole('form').getByText('Comments are closed.').waitFor()
  expect(await page.getByRole('status').last().textContent()).toContain('Comments are closed.')
  expect(await page.getByRole('button', { name: /^Reply/ }).count()).toBe(0)
  expect(await axeViolations(page)).toEqual([])

  await turn('shut', { open: true })
  await notice(page).waitFor({ state: 'detached' })
  expect(await page.getByRole('form').getByText('Comments are closed.').count()).toBe(0)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cy')
  await page.getByRole('button', { name: 'Post comment' }).click()
  await page.getByRole('article', { name: 'Cy' }).getByText('Half a thought').waitFor()
})

it('closes below a comment, too, and gives a draft back after the page was loaded anew', async () => {
  await newsroom.post({ name: 'Bo' }, 'below')
  const { page } = await readArticle(browser, newsroom, 'below')
  await page.getByRole('button', { name: /^Reply/ }).click()
  const reply = page.getByRole('textbox', { name: 'Reply to Bo' })
  await reply.fill('An answer on its way')
  await turn('below', { open: false })
  await notice(page).waitFor()
  expect(await reply.inputValue()).toBe('An answer on its way')
  await page.getByRole('button', { name: 'Post comment' }).first().click()
  await turn('below', { open: true })
  await notice(page).waitFor({ state: 'detached' })
  await page.reload()
  await page.getByRole('button', { name: /^Reply/ }).click()
  await expect.poll(() => reply.inputValue()).toBe('An answer on its way')
})

it('takes the form from a reader who has not begun, and says nothing where comments are only read first', async () => {
  await newsroom.post({ name: 'Bo' }, 'idle')
  const { page } = await readArticle(browser, newsroom, 'idle')
  await turn('idle', { premoderated: true })
  await turn('idle', { open: false })
  await notice(page).waitFor()
  expect(await text(page).count()).toBe(0)
  await turn('idle', { open: true })
  await text(page).fill('Somebody reads this before it is shown.')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cy')
  await page.getByRole('button', { name: 'Post comment' }).click()
  await page.getByRole('article', { name: 'Cy' }).getByText('Somebody reads this').waitFor()
  expect(await notice(page).count()).toBe(0)
})
