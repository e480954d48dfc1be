import type { Browser } from 'playwright-core'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { axeViolations, launchBrowser, PHONE } from '../helpers/browser.ts'
import {
  aDeskService,
  type DeskService,
  seated,
  signInAs,
  statusOf,
  submitTexts,
} from '../helpers/console.ts'
import { aModerator } from '../helpers/desk.ts'
import { dropComposedWord } from '../helpers/in-page.ts'

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

async function replies(): Promise<string[]> {
  const answer = await service.call('GET', '/v1/sites/news/articles/bridge/comments')
  const { comments } = (await answer.json()) as {
    comments: { replies: { author: { name: string; badge?: string }; text: string }[] }[]
  }
  return comments.flatMap(({ replies: below }) =>
    below.map(({ author, text }) => `${author.name} [${author.badge}]: ${text}`),
  )
}

it('approves a question and answers it by keyboard, says so in one sentence, and takes both back with one key', async () => {
  const [id] = await submitTexts(service, ['Why is the horn in E flat? Does anybody at the paper know?'])
  const { page } = await seated(browser, service)
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
  await page.keyboard.press('m')
  await page.keyboard.type('The maker’s letter says so.')
  await page.locator('dialog textarea').evaluate(dropComposedWord)
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Tab')
  await page.keyboard.type('Ines Falk')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  await expect.poll(replies).toEqual(['Ines Falk [The News]: The maker’s letter says so.'])
  expect(await statusOf(service, id!)).toBe('approved')

  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await page.locator('.toast span').allTextContents()).toEqual(['Approved and answered.'])
  await page.keyboard.press('u')
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
  expect(await statusOf(service, id!)).toBe('pending')
  expect(await replies()).toEqual([])
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  await expect.poll(() => statusOf(service, id!)).toBe('approved')
  expect(await replies()).toEqual([])
})

it('keeps what was written when the approval that goes before an answer is refused, and says when it alone was made', async () => {
  const [id] = await submitTexts(service, ['Who pays for the horn in the end?'])
  const { page } = await seated(browser, service)
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
  await page.keyboard.press('m')
  await page.keyboard.type('The harbour does.')
  const publish = async (refused: string, said: string) => {
    await page.route(refused, (route) => route.abort())
    await page.keyboard.press('Control+Enter')
    await page.getByRole('dialog').getByText(said).waitFor()
    await page.unroute(refused)
  }
  await publish('**/decision?*', 'The service could not be reached.')
  expect(await statusOf(service, id!)).toBe('pending')
  await publish('**/answers?*', 'The service could not be reached.')
  await page.locator('.toast').getByText('Approved.').waitFor()
  await page.keyboard.press('Control+Enter')
  await expect.poll(replies).toEqual(['Mo Derator [The News]: The harbour does.'])
})

it('answers from the thread on a phone, signed as the last time, and says what is wrong', async () => {
  const [id] = await submitTexts(service, ['Who decides about the horn, and when?'])
  const { page } = await seated(browser, service, {
    path: '/thread/bridge?site=news',
    options: { viewport: PHONE },
  })
  const row = page.locator(`[data-row="${id}"]`)
  await row.getByRole('button', { name: 'Approve' }).click()
  await row.getByRole('button', { name: 'Answer' }).click()
  await page.getByLabel('Answer', { exact: true }).fill(' \u200b ')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('Please enter your comment!').waitFor()
  await page.getByLabel('Signed').fill('The city desk')
  await page.getByLabel('Answer', { exact: true }).fill('The council, on Tuesday.')
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Control+Enter')
  await expect.poll(replies).toEqual(['The city desk [The News]: The council, on Tuesday.'])
  await row.getByRole('button', { name: 'Answer' }).click()
  expect(await page.getByLabel('Signed').inputValue()).toBe('The city desk')
})

it('is signed with the name of whoever is there, and not of who used the same browser before', async () => {
  const [id] = await submitTexts(service, ['Who answers here, and in whose name?'])
  const { page } = await seated(browser, service, { path: '/thread/bridge?site=news' })
  const row = page.locator(`[data-row="${id}"]`)
  await row.getByRole('button', { name: 'Approve' }).click()
  await row.getByRole('button', { name: 'Answer' }).click()
  await page.getByLabel('Answer', { exact: true }).fill('One of us does.')
  await page.keyboard.press('Control+Enter')
  await expect.poll(replies).toEqual(['Mo Derator [The News]: One of us does.'])
  const { secret } = await aModerator(service, { name: 'Bo Next' })
  await page.context().clearCookies()
  await page.reload()
  await signInAs(page, secret)
  await row.getByRole('button', { name: 'Answer' }).click()
  expect(await page.getByLabel('Signed').inputValue()).toBe('Bo Next')
})
