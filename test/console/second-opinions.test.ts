import type { Browser, Page, Route } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import { axeViolations } from '../helpers/browser.ts'
import { item, rows, said, submitWaiting } from '../helpers/colleagues.ts'
import {
  aSeat,
  type DeskService,
  eachAtADesk,
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
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})
beforeEach(async () => {
  nora = await aModerator(service)
})

/** A moderator with the first of two comments on the desk, and a colleague who waits for one. */
async function twoAtTheirDesks() {
  const [first, second] = await submitWaiting(service, 2)
  const { page } = await seated(browser, service)
  const onTheDesk = (id = '') => item(page).and(page.locator(`[data-comment="${id}"]`))
  await onTheDesk(first).waitFor()
  const colleague = (await seated(browser, service, { token: nora.secret })).page
  await colleague.getByRole('heading', { name: 'Colleagues are on all that is left' }).waitFor()
  return { page, colleague, first, second, onTheDesk }
}

it('leaves a comment to a colleague with one key; it lies on their open desk at once and is theirs to decide', async () => {
  const { page, colleague, first, second, onTheDesk } = await twoAtTheirDesks()
  await page.keyboard.press('n')
  await page.keyboard.type('Is that satire?')
  await page.keyboard.press('Escape')
  await page.keyboard.press('o')
  await onTheDesk(second).waitFor()
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

it('shows a colleague the question with the comment, also where news of their lease and an older list are there before it', async () => {
  const { page, colleague, second, onTheDesk } = await twoAtTheirDesks()
  await colleague.getByText('Live', { exact: true }).waitFor()
  const list = await heldBack(colleague, '**/v1/review/queue?*')
  const lease = await heldBack(colleague, '**/v1/review/claims')
  await service.deps.db.query(
    (sql) => sql`select pg_notify('postbag', ${JSON.stringify(['queue', service.site.id])})`,
  )
  await list.answered
  const heard = colleague.evaluate(
    (own) =>
      new Promise<void>((resolve) => {
        new EventSource('/v1/review/events').addEventListener('claimed', ({ data }) => {
          if (JSON.parse(data).moderatorId === own) resolve()
        })
      }),
    nora.id,
  )
  await page.keyboard.press('o')
  await onTheDesk(second).waitFor()
  await lease.answered
  await heard
  list.letGo()
  await list.arrived
  lease.letGo()
  await said(colleague).getByText('Mo Derator asks for a second opinion').waitFor()
})

/** The next answer to a request of a page is kept from it until it is let go. */
async function heldBack(page: Page, url: string) {
  const [answered, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const { promise, resolve: letGo } = Promise.withResolvers<void>()
  const hold = async (route: Route) => {
    const response = await route.fetch()
    answered.resolve()
    await promise
    await route.fulfill({ response })
    arrived.resolve()
  }
  await page.route(url, hold, { times: 1 })
  return { answered: answered.promise, arrived: arrived.promise, letGo }
}

it('tells who asked for a second opinion what was decided, live or at their next visit, once', async () => {
  const [first, second] = await submitWaiting(service, 2)
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
  const [only] = await submitWaiting(service, 1)
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
  const [only] = await submitWaiting(service, 1)
  const { page } = await seated(browser, service)
  await item(page).waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  const asked = await heldBack(page, '**/v1/review/second-opinions*')
  await page.keyboard.press('o')
  await asked.answered
  await decideNow(nora.call, only!, 'approve')
  await rows(page).getByText('left to colleagues').waitFor({ state: 'detached' })
  asked.letGo()
  await page.locator('.toast').getByText('Nora Night approved the comment by Reader a').waitFor()
})

it('is no trap for who works alone: what was left can be taken back and decided, and comes back when it could not be left', async () => {
  const [only] = await submitWaiting(service, 1)
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
