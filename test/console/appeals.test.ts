import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeViolations, launchBrowser } from '../helpers/browser.ts'
import { aDeskService, type DeskService, seated, statusOf } from '../helpers/console.ts'
import { aHeldComment, aModerator, asHolder } from '../helpers/desk.ts'

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

  const { secret } = await aModerator(service, { name: 'Nora Night' })
  const other = await seated(browser, service, { token: secret })
  await other.page.getByText('It was irony.').waitFor()
  await other.page.keyboard.press('a')
  await other.page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  await expect.poll(() => statusOf(service, id)).toBe('approved')
  await own.page.getByText('Nora Night has just approved this.').waitFor()
})
