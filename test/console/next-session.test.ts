import type { Browser, Route } from 'playwright-core'
import { expect, it } from 'vitest'
import { type DeskService, eachAtADesk, seated, signInAs, statusOf, submitTexts } from '../helpers/console.ts'

/* A window whose session ended, and the next one in it. */

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

const sit = () => seated(browser, service)

it('takes the token at once where a session has ended, whatever key was under way, and the work goes on', async () => {
  await submitTexts(service, ['A letter between two sessions.'])
  const { page } = await sit()
  await page.locator('article.item').waitFor()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((token) => navigator.clipboard.writeText(token), service.moderator)
  await page.context().clearCookies()
  // What the queue itself asks may have ended the session before either key.
  await page.keyboard.press('a')
  await page.getByText('Your session has ended.').waitFor()
  await page.keyboard.press('a')
  await page.keyboard.press('ControlOrMeta+v')
  await page.keyboard.press('Enter')
  await page.locator('article.item').waitFor()
})

it('does not end in the middle of a sentence: what is typed meanwhile belongs to the note, and is there again', async () => {
  await submitTexts(service, ['A letter that asks for a note.'])
  const { page } = await sit()
  await page.locator('article.item').waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  const note = page.getByLabel('A note for colleagues only')
  await page.keyboard.press('n')
  await page.keyboard.type('Half a ')
  await page.context().clearCookies()
  const refused = page.waitForResponse((response) => response.status() === 401)
  await submitTexts(service, ['News that the desk asks about.'])
  await page.keyboard.type('sentence')
  await (await refused).finished()
  await page.keyboard.type(' and the rest')
  expect(await note.inputValue()).toBe('Half a sentence and the rest')
  await page.getByText('Your session has ended.').waitFor()
  await signInAs(page, service.moderator)
  expect(await note.inputValue()).toBe('Half a sentence and the rest')
})

it('is not ended by an answer to what was asked before it began', async () => {
  await submitTexts(service, ['A letter after a late answer.'])
  const { page } = await sit()
  const late = Promise.withResolvers<void>()
  const facets = '**/v1/review/facets*'
  const refuse = async (route: Route) => {
    await late.promise
    await route.fulfill({ status: 401, json: {} })
  }
  await page.route(facets, refuse, { times: 1 })
  // It stays on its way however slow the machine is.
  await page.evaluate(() => {
    AbortSignal.timeout = () => new AbortController().signal
  })
  const asked = page.waitForRequest(facets)
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByRole('link', { name: 'Queue', exact: true }).click()
  await asked
  await page.context().clearCookies()
  // What the queue itself still asks may have ended the session already.
  await page.evaluate(() => document.querySelector<HTMLAnchorElement>('a[href$="/history"]')?.click())
  await page.getByText('Your session has ended.').waitFor()
  await signInAs(page, service.moderator)
  // The new session asks for the same.
  const answered = page.waitForResponse(
    (response) => response.url().includes('/facets') && response.status() === 401,
  )
  late.resolve()
  await (await answered).finished()
  await page.getByRole('link', { name: 'Queue', exact: true }).click()
  await page.locator('article.item').waitFor()
  expect(await page.getByLabel('Your token').count()).toBe(0)
})

it('reads neither queue nor jobs while nobody is signed in, also where they could not be read before', async () => {
  await submitTexts(service, ['Not read by who has gone.'])
  const job = { match: { site: 'news', q: 'gone' }, action: 'approve' }
  const started = await service.call('POST', '/v1/review/bulk', job, service.as(service.moderator))
  expect(started.status).toBe(202)
  const { page } = await sit()
  await page.locator('article.item').waitFor()
  await page.clock.install()
  await page.route('**/v1/review/**', (route) => route.abort())
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByRole('link', { name: 'Queue', exact: true }).click()
  await page.getByText('could not be reached').first().waitFor()
  await page.unroute('**/v1/review/**')
  const late = Promise.withResolvers<void>()
  const jobs = '**/v1/review/bulk?*'
  await page.route(jobs, (route) => late.promise.then(() => route.continue()))
  const held = page.waitForRequest(jobs)
  await page.clock.runFor(1_500)
  await held
  await page.context().clearCookies()
  // Whatever the queue asked may have been answered before.
  await page.evaluate(() => {
    dispatchEvent(new Event('offline'))
    dispatchEvent(new Event('online'))
  })
  await page.clock.runFor(4_000)
  await page.getByText('Your session has ended.').waitFor()
  const answered = page.waitForResponse(jobs)
  late.resolve()
  await (await answered).finished()
  let asked = 0
  page.on('request', (request) => {
    if (/\/v1\/review\/(queue|bulk)\b/.test(request.url())) asked += 1
  })
  for (const _ of [1, 2, 3]) {
    await page.clock.runFor(4_000)
    await page.evaluate(() => fetch('/console/session'))
  }
  expect(asked).toBe(0)
})

it('leaves nothing of one person to the next at the same window: neither what they can take back nor what they selected', async () => {
  const [decided] = await submitTexts(service, ['Decided before lunch.', 'Selected before lunch.'])
  const { page } = await sit()
  await page.locator(`[data-row="${decided}"] .open`).click()
  await page.locator(`article.item[data-comment="${decided}"]`).waitFor()
  await page.keyboard.press('a')
  await expect.poll(() => statusOf(service, decided!)).toBe('approved')
  await page.keyboard.press('x')
  await page.locator('header .menu summary').last().click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  // Keys are heard before the queue is laid out, for which time has to pass.
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 10_000)
  await signInAs(page, service.admin)
  await page.keyboard.press('u')
  await page.getByText('There is nothing to undo.').waitFor()
  await page.clock.resume()
  await page.locator('article.item').waitFor()
  expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0)
  expect(await statusOf(service, decided!)).toBe('approved')
})
