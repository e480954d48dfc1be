import type { Browser, Route } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import { axeViolations } from '../helpers/browser.ts'
import { item, rows, said, submitWaiting } from '../helpers/colleagues.ts'
import { aSeat, type DeskService, eachAtADesk, onDesk, seated, signInAs } from '../helpers/console.ts'
import { aModerator } from '../helpers/desk.ts'

let browser: Browser
let service: DeskService
let nora: Awaited<ReturnType<typeof aModerator>>
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})
beforeEach(async () => {
  nora = await aModerator(service)
})

async function note(id: string, body: Record<string, unknown>): Promise<void> {
  const { status } = await nora.call('POST', `/v1/review/comments/${id}/notes`, body)
  expect(status).toBe(201)
}

it('leaves notes by keyboard, on the comment and on its author, where a colleague finds them', async () => {
  const [first, second] = await submitWaiting(service, 2, 'Cato')
  const { page } = await seated(browser, service)
  await item(page).waitFor()
  await page.keyboard.press('n')
  await page.keyboard.type('Quotes the mayor.')
  await page.keyboard.press('Control+Enter')
  await said(page).getByText('Quotes the mayor.').waitFor()
  await page.getByLabel('A note for colleagues only').waitFor({ state: 'detached' })
  await page.keyboard.press('n')
  await page.keyboard.type('Writes for the harbour board.')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await said(page).getByText('on the author').waitFor()
  expect(await axeViolations(page)).toEqual([])
  expect(await onDesk(page)).toBe(first)
  await page.keyboard.press('a')
  await item(page)
    .and(page.locator(`[data-comment="${second}"]`))
    .waitFor()
  await expect
    .poll(() => said(page).getByRole('listitem').allTextContents())
    .toEqual([expect.stringContaining('Writes for the harbour board.')])

  const colleague = await seated(browser, service, { token: nora.secret, path: `/author/${first}?site=news` })
  await colleague.page.getByText('Writes for the harbour board.').waitFor()
  expect(await colleague.page.getByRole('button', { name: 'Take back' }).count()).toBe(0)
  expect(await axeViolations(colleague.page)).toEqual([])

  await said(page).getByRole('button', { name: 'Take back' }).click()
  await said(page).waitFor({ state: 'detached' })
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click()
  await said(page).getByText('Writes for the harbour board.').waitFor()
})

it('shows a note on an author with all of theirs that wait, also while no news arrive', async () => {
  await submitWaiting(service, 3, 'Cato')
  const { page } = await seated(browser, service)
  await item(page).waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  await page.route('**/v1/review/events', (route) => route.abort())
  await page.evaluate(() => dispatchEvent(new Event('offline')))
  await page.keyboard.press('n')
  await page.keyboard.type('Writes for the harbour board.')
  await page.getByRole('button', { name: 'Leave on author' }).press('Enter')
  await expect.poll(() => rows(page).getByText('1 note').count()).toBe(3)
})

it('keeps a note that came while the answer to a claim was on its way', async () => {
  const [first] = await submitWaiting(service, 1)
  const { page } = await aSeat(browser, service)
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const late = async (route: Route) => {
    const response = await route.fetch()
    answer()
    await line
    await route.fulfill({ response })
  }
  await page.route('**/v1/review/claims', late, { times: 1 })
  // News of the lease would bring the comment onto the desk before the note.
  await page.route('**/v1/review/events', (route) => route.abort())
  await signInAs(page, service.moderator)
  await rows(page).getByText('Reader a').waitFor()
  await answered
  await note(first!, { text: 'Comes meanwhile.' })
  await page.unroute('**/v1/review/events')
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await rows(page).getByText('1 note').waitFor()
  arrive()
  await said(page).getByText('Comes meanwhile.').waitFor()
  await rows(page).getByText('1 note').waitFor()
})

it('keeps a note when an earlier reading of the queue is answered after a later one', async () => {
  const [first] = await submitWaiting(service, 1)
  const { page } = await aSeat(browser, service)
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  const late = async (route: Route) => {
    const response = await route.fetch()
    await line
    await route.fulfill({ response })
  }
  await page.route('**/v1/review/queue?*', late, { times: 1 })
  const early = page.waitForRequest('**/v1/review/queue?*')
  await signInAs(page, service.moderator)
  await rows(page).getByText('Reader a').waitFor()
  await note(first!, { text: 'Comes meanwhile.' })
  await rows(page).getByText('1 note').waitFor()
  arrive()
  await (await (await early).response())?.finished()
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  expect(await rows(page).getByText('1 note').count()).toBe(1)
})

it('moves nothing under the eyes of who reads when a colleague leaves a note', async () => {
  const [first] = await submitWaiting(service, 1)
  for (const text of [
    'The first.',
    'The second.',
    `${'A long one. '.repeat(50)}The end.`,
    'Here from the start.',
  ])
    await note(first!, { text })
  const { page } = await seated(browser, service)
  await said(page).getByText('Here from the start.').waitFor()
  await said(page).getByText('1 earlier note').waitFor()
  await said(page).getByRole('button', { name: 'All of it' }).click()
  await said(page).getByText('The end.').waitFor()
  const place = () => item(page).locator('.text').boundingBox()
  const before = await place()
  await note(first!, { text: 'Comes meanwhile.', about: 'author' })
  await page.locator('.toast').getByText('Nora Night left a note.').waitFor()
  await rows(page).getByText('5 notes').waitFor()
  expect(await place()).toEqual(before)
  expect(await said(page).getByText('Comes meanwhile.').count()).toBe(0)
  await page.locator('.toast').getByRole('button', { name: 'Show' }).click()
  await said(page).getByText('Comes meanwhile.').waitFor()
  expect(await page.locator('.toast').count()).toBe(0)
})
