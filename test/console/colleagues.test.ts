import type { Browser, Page, Route } from 'playwright-core'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { axeViolations, launchBrowser } from '../helpers/browser.ts'
import {
  aDeskService,
  aSeat,
  type DeskService,
  onDesk,
  seated,
  signInAs,
  statusOf,
} from '../helpers/console.ts'
import { aModerator, decideNow } from '../helpers/desk.ts'

const PHONE = { viewport: { width: 360, height: 740 } }

let browser: Browser
let service: DeskService
let nora: Awaited<ReturnType<typeof aModerator>>
beforeAll(async () => {
  browser = await launchBrowser()
  return () => browser.close()
})
beforeEach(async () => {
  service = await aDeskService()
  nora = await aModerator(service)
  return () => service.close()
})

const item = (page: Page) => page.locator('article.item')
const said = (page: Page) => item(page).getByRole('region', { name: 'From colleagues' })
const rows = (page: Page) => page.getByRole('list', { name: 'Waiting comments, in order' })
/** Comments that wait, first come first, each by somebody else unless `name` says who. */
async function waiting(count: number, name?: string): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) {
    const { body } = await service.submit({
      name: name ?? `Reader ${'abc'[n]}`,
      text: `What I say is ${'yes'.repeat(n + 1)}.`,
    })
    ids.push(body.comment.id)
  }
  await service.deps.db.query((sql) => sql`update comments set risk = 0.5`)
  return ids
}
async function note(id: string, body: Record<string, unknown>): Promise<void> {
  const { status } = await nora.call('POST', `/v1/review/comments/${id}/notes`, body)
  expect(status).toBe(201)
}

it('leaves notes by keyboard, on the comment and on its author, where a colleague finds them', async () => {
  const [first, second] = await waiting(2, 'Cato')
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
  await waiting(3, 'Cato')
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
  const [first] = await waiting(1)
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
  const [first] = await waiting(1)
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
  const [first] = await waiting(1)
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

it('leaves a comment to a colleague with one key; it lies on their open desk at once and is theirs to decide', async () => {
  const [first, second] = await waiting(2)
  const { page } = await seated(browser, service)
  await item(page)
    .and(page.locator(`[data-comment="${first}"]`))
    .waitFor()
  const colleague = (await seated(browser, service, { token: nora.secret })).page
  await colleague.getByRole('heading', { name: 'Colleagues are on all that is left' }).waitFor()
  await page.keyboard.press('n')
  await page.keyboard.type('Is that satire?')
  await page.keyboard.press('Escape')
  await page.keyboard.press('o')
  await item(page)
    .and(page.locator(`[data-comment="${second}"]`))
    .waitFor()
  await rows(page).getByText('left to colleagues').waitFor()

  await said(colleague).getByText('Mo Derator asks for a second opinion').waitFor()
  await said(colleague).getByText('Is that satire?').waitFor()
  await rows(colleague).getByText('second opinion for Mo Derator').waitFor()
  expect(await onDesk(colleague)).toBe(first)
  expect(await axeViolations(colleague)).toEqual([])
  await colleague.keyboard.press('a')
  await rows(page).getByText('left to colleagues').waitFor({ state: 'detached' })
  expect(await statusOf(service, first!)).toBe('approved')
  expect(await onDesk(page)).toBe(second)
})

it('tells who asked for a second opinion what was decided, live or at their next visit, once', async () => {
  const [first, second] = await waiting(2)
  const { page } = await seated(browser, service, { options: PHONE })
  const given = (n: string) => page.getByText(n, { exact: true })
  for (const question of ['Is that satire?', 'Is that true?']) {
    await item(page).waitFor()
    await page.keyboard.press('n')
    await page.keyboard.type(question)
    await page.keyboard.press('Escape')
    const asked = page.waitForResponse('**/second-opinion?*')
    await page.keyboard.press('o')
    // It leaves the desk before colleagues can have it.
    await asked
  }
  await page.getByRole('heading', { name: 'You asked colleagues about all that is left' }).waitFor()
  await decideNow(nora.call, first!, 'approve')
  await page.locator('.toast').getByText('Nora Night approved the comment by Reader a').waitFor()
  await given('1 second opinion').waitFor()

  await page.goto(`${service.url}/console/history`)
  await page.getByRole('heading', { name: 'History' }).waitFor()
  await decideNow(nora.call, second!, 'reject', 'misinformation')
  await page.goto(`${service.url}/console`)
  await given('2 second opinions').focus()
  await page.keyboard.press('Enter')
  await page.getByText('You asked: Is that satire?').waitFor()
  // Until the queue has come the page has no heading.
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('link', { name: 'Nora Night rejected (misinformation)' }).press('Enter')
  await page.getByRole('heading', { name: 'Decisions' }).waitFor()
  await page.keyboard.press('q')
  await given('1 second opinion').press('Enter')
  await page.getByRole('button', { name: 'Seen' }).press('Enter')
  await given('1 second opinion').waitFor({ state: 'detached' })
  await expect
    .poll(async () => (await service.deps.db.query((sql) => sql`select from second_opinions`)).length)
    .toBe(0)
})

it('tells what was decided about a second opinion also before the line that brings news is there', async () => {
  const [only] = await waiting(1)
  const { page } = await aSeat(browser, service)
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/v1/review/events', (route) => line.then(() => route.continue()))
  await signInAs(page, service.moderator)
  await item(page).waitFor()
  const read = page.waitForResponse(
    async (answer) => answer.url().includes('/second-opinions') && (await answer.text()).includes(only!),
  )
  await page.keyboard.press('o')
  await read
  await decideNow(nora.call, only!, 'approve')
  arrive()
  await page.locator('.toast').getByText('Nora Night approved the comment by Reader a').waitFor()
})

it('tells what was decided about a second opinion also while it is still read what was asked', async () => {
  const [only] = await waiting(1)
  const { page } = await seated(browser, service)
  await item(page).waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  const late = Promise.withResolvers<void>()
  const read = Promise.withResolvers<void>()
  const delay = async (route: Route) => {
    const response = await route.fetch()
    read.resolve()
    await late.promise
    await route.fulfill({ response })
  }
  await page.route('**/v1/review/second-opinions*', delay, { times: 1 })
  await page.keyboard.press('o')
  await read.promise
  await decideNow(nora.call, only!, 'approve')
  await rows(page).getByText('left to colleagues').waitFor({ state: 'detached' })
  late.resolve()
  await page.locator('.toast').getByText('Nora Night approved the comment by Reader a').waitFor()
})

it('is no trap for who works alone: what was left can be taken back and decided, and comes back when it could not be left', async () => {
  const [only] = await waiting(1)
  const { page } = await seated(browser, service, { options: PHONE })
  await item(page).waitFor()
  const ask = page.getByRole('button', { name: 'Second opinion', exact: true })
  await page.route('**/second-opinion?*', (route) => route.abort())
  await ask.click()
  await item(page).getByText('The service could not be reached.').waitFor()
  await page.unroute('**/second-opinion?*')
  await ask.click()
  await page.getByRole('heading', { name: 'You asked colleagues about all that is left' }).waitFor()
  await page.keyboard.press('u')
  await item(page).waitFor()
  // The list may have been read while it was still asked.
  await said(page).waitFor({ state: 'detached' })

  await page.keyboard.press('o')
  await page.getByRole('heading', { name: 'You asked colleagues about all that is left' }).waitFor()
  await page.goto(`${service.url}/console?reason=second-opinion`)
  await page.getByRole('button', { name: 'Show the list' }).click()
  await rows(page).getByText('left to colleagues').click()
  await said(page).getByRole('button', { name: 'Ask no more' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(PHONE.viewport.width)
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect.poll(() => statusOf(service, only!)).toBe('approved')
})
