import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeViolations, launchBrowser } from '../helpers/browser.ts'
import { aDeskService, type DeskService, seated, statusOf } from '../helpers/console.ts'
import { aHeldComment, aModerator, asHolder, decideNow } from '../helpers/desk.ts'

let browser: Browser
let service: DeskService
beforeAll(async () => {
  browser = await launchBrowser()
  service = await aDeskService()
})
afterAll(async () => {
  await browser.close()
  await service.close()
})

it('leaves an appeal to a colleague, and says so to who rejected the comment', async () => {
  const { id, receipt } = await aHeldComment(service, { name: 'Ida Irony' })
  const body = { action: 'reject', reason: 'abuse', version: 1 }
  await asHolder(service, service.moderator)('PUT', `/v1/review/comments/${id}/decision`, body)
  await service.call(
    'POST',
    `/v1/sites/news/comments/${id}/appeal`,
    { note: 'It was irony.' },
    { authorization: `Receipt ${receipt}` },
  )

  const own = await seated(browser, service)
  const left = 'What is left is an appeal against your own decision: a colleague must answer it'
  await own.page.getByRole('heading', { name: left }).waitFor()
  await own.page.getByText('appeal, for a colleague').waitFor()
  await own.page.getByRole('button', { name: /Ida Irony/ }).click()
  await own.page.getByText('This is an appeal against your own decision').waitFor()
  expect(await axeViolations(own.page)).toEqual([])
  expect(await own.page.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true)
  await own.page.keyboard.press('a')
  // What was decided before news arrive is not told.
  await own.page.getByText('Live', { exact: true }).waitFor()

  const { secret } = await aModerator(service, { name: 'Nora Night' })
  const other = await seated(browser, service, { token: secret })
  await other.page.getByText('It was irony.').waitFor()
  await other.page.keyboard.press('a')
  await other.page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  await expect.poll(() => statusOf(service, id)).toBe('approved')
  await own.page.locator('article').getByText('Nora Night has just approved this.').waitFor()
})

it('shows a notice of illegal content beside the comment, and its reason first among the keys', async () => {
  const { body } = await service.submit({
    name: 'Bo Bold',
    text: 'Something to give notice of, in the harbour.',
  })
  const { id } = body.comment
  await decideNow(asHolder(service, service.moderator), id, 'approve')
  const notice = { name: 'Nora Notifier', email: 'nora@reader.example', goodFaith: true }
  const report = { reason: 'hate', note: 'Section 130, in its second sentence.', notice }
  await service.call('POST', `/v1/sites/news/comments/${id}/reports`, report)
  const { page } = await seated(browser, service)
  const card = page.getByRole('article', { name: 'Comment by Bo Bold' })
  const shown = card.getByRole('region', { name: 'Notice of illegal content' })
  await shown.getByText('Section 130, in its second sentence.').waitFor()
  expect(await shown.textContent()).toContain('Nora Notifier')
  expect(await page.getByText('Section 130').count()).toBe(1)
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('r')
  await page.keyboard.press('Enter')
  await expect.poll(() => statusOf(service, id)).toBe('rejected hate')
})
