import type { Browser } from 'playwright-core'
import { expect, it } from 'vitest'
import {
  aSeat,
  type DeskService,
  eachAtADesk,
  seated,
  signInAs,
  statusOf,
  submitTexts,
} from '../helpers/console.ts'
import { breakAnswersOff } from '../helpers/window.ts'

let browser: Browser
let service: DeskService
let now: Date
eachAtADesk(
  (given) => {
    browser = given.browser
    service = given.service
  },
  () => {
    now = new Date()
    return { deps: { now: () => now } }
  },
)

const sit = (token = service.moderator) => seated(browser, service, { token })

const claimed = async () => {
  const answer = await service.call('GET', '/v1/review/stats', undefined, service.as(service.admin))
  return ((await answer.json()) as { queue: { claimed: number } }).queue.claimed
}

it('keeps the session in a cookie that no script can read', async () => {
  const { page } = await sit()
  const [cookie] = await page.context().cookies(service.url)
  expect(cookie).toMatchObject({
    name: '__Host-postbag',
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
    path: '/',
  })
  expect(await page.evaluate(() => document.cookie)).toBe('')
})

it('is kept on one’s own machine by a browser that keeps nothing secure of http, as Safari, and nowhere else', async () => {
  const own = { 'sec-fetch-site': 'same-origin' }
  const beginAt = async (origin: string) => {
    now = new Date(now.getTime() + 1)
    const begun = await service.call('POST', `${origin}/console/session`, { token: service.moderator }, own)
    const plain = begun.headers.getSetCookie().filter((line) => !line.includes('Secure'))
    return plain.map((line) => line.split(';')[0]!)
  }
  const status = async (origin: string, cookie: string, method = 'GET') =>
    (await service.call(method, `${origin}/console/session`, undefined, { ...own, cookie })).status
  for (const origin of ['http://desk.example', 'https://localhost', 'http://localhost.desk.example'])
    expect(await beginAt(origin)).toEqual([])
  for (const origin of ['http://localhost:8787', 'http://127.0.0.1:8787', 'http://[::1]:8787']) {
    const [cookie = ''] = await beginAt(origin)
    expect(await status(origin, cookie)).toBe(200)
    expect(await status('http://desk.example', cookie)).toBe(401)
    expect(await status(origin, cookie, 'DELETE')).toBe(204)
    expect(await status(origin, cookie)).toBe(401)
  }
})

it('takes no change from another page, also where the browser names no origin', async () => {
  const own = { 'sec-fetch-site': 'same-origin' }
  const signedIn = await service.call('POST', '/console/session', { token: service.moderator }, own)
  const [cookie = ''] = signedIn.headers.getSetCookie()
  const [id] = await submitTexts(service, ['Approved by nobody but its moderator.'])
  const approve = async (site: string) => {
    const headers = { cookie: cookie.split(';')[0]!, 'sec-fetch-site': site }
    const path = `/v1/review/comments/${id}/decision`
    return (await service.call('PUT', path, { action: 'approve', version: 1 }, headers)).status
  }
  for (const site of ['cross-site', 'same-site', 'none']) expect(await approve(site)).toBe(403)
  expect(await statusOf(service, id!)).toBe('pending')
  expect(await approve('same-origin')).toBe(200)
})

it('ends a session with its sign-out, copies of its cookie too, and no other session', async () => {
  const own = { 'sec-fetch-site': 'same-origin' }
  const begin = async () => {
    now = new Date(now.getTime() + 1)
    const answer = await service.call('POST', '/console/session', { token: service.moderator }, own)
    return { ...own, cookie: answer.headers.getSetCookie()[0]!.split(';')[0]! }
  }
  const [session, other] = [await begin(), await begin()]
  const status = async (headers: Record<string, string>, method = 'GET', path = '/v1/review/queue') =>
    (await service.call(method, path, undefined, headers)).status
  const renewed = await service.call('PUT', '/console/session', undefined, session)
  const copy = { ...own, cookie: renewed.headers.getSetCookie()[0]!.split(';')[0]! }
  expect(await status(copy)).toBe(200)
  for (const _ of [1, 2]) expect(await status(session, 'DELETE', '/console/session')).toBe(204)
  expect(await status(session)).toBe(401)
  expect(await status(copy)).toBe(401)
  expect(await status(copy, 'PUT', '/console/session')).toBe(401)
  expect(await status(other)).toBe(200)
})

it('says so when signing out did not reach the service', async () => {
  const { page } = await sit()
  await page.locator('header .menu summary').last().click()
  await page.route('**/console/session', (route) => route.abort())
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.locator('.toast').getByText('You are still signed in.').waitFor()
})

it('leases nothing more while signing out is on its way, and goes on where that fails', async () => {
  await submitTexts(service, ['Read until the end of the shift.'])
  const { page } = await sit()
  await page.locator('article.item').waitFor()
  await expect.poll(claimed).toBe(1)
  await page.clock.install()
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/console/session', (route) => line.then(() => route.abort()), { times: 1 })
  const asked = page.waitForRequest('**/console/session')
  await page.locator('header .menu summary').last().click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await asked
  await page.clock.runFor(1_000)
  await page.evaluate(() => fetch('/v1/review/facets'))
  expect(await claimed()).toBe(0)
  arrive()
  await expect.poll(claimed).toBe(1)
})

it('signs out in every window at once', async () => {
  const [here, there] = [await sit(), await sit()]
  await here.page.locator('header .menu summary').last().click()
  await here.page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await here.page.getByText('You are signed out on every device.').waitFor()
  await there.page.getByText('Your session has ended.').waitFor()
})

it('ends by itself when nobody has been there for long, and says so', async () => {
  const { page } = await sit()
  now = new Date(now.getTime() + 61 * 60_000)
  await page.getByText('Your session has ended. Sign in again; nothing was lost.').waitFor()
})

it('holds again what it gave back when the browser brings a left page back as it was', async () => {
  await submitTexts(service, ['Read, left and read again.'])
  const { page } = await sit()
  await page.locator('article.item').waitFor()
  await expect.poll(claimed).toBe(1)
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
  await expect.poll(claimed).toBe(0)
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await expect.poll(claimed).toBe(1)
})

it('gives back also what is leased while it gives all back', async () => {
  await submitTexts(service, ['Leased when the window had just been left.'])
  const { page } = await sit()
  await page.locator('article.item').waitFor()
  await expect.poll(claimed).toBe(1)
  const asked = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  await page.route('**/v1/review/claims', async (route) => {
    if (route.request().method() === 'POST') {
      asked.resolve()
      await left.promise
    }
    await route.continue()
  })
  await submitTexts(service, ['One more to lease.'])
  await page.keyboard.press('s')
  await asked.promise
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
  await expect.poll(claimed).toBe(0)
  const answered = page.waitForResponse(
    (response) => response.url().endsWith('/claims') && response.request().method() === 'POST',
  )
  left.resolve()
  await answered
  await expect.poll(claimed).toBe(0)
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await expect.poll(claimed).toBeGreaterThan(0)
})

it('gives back what it holds when the moderator leaves the queue or the window', async () => {
  await submitTexts(service, ['One that is held for a while.', 'And another one.'])
  const { page } = await sit()
  await page.locator('article.item').waitFor()
  await expect.poll(claimed).toBe(2)
  await page.getByRole('link', { name: 'Search' }).click()
  await expect.poll(claimed).toBe(0)
  await page.getByRole('link', { name: 'Queue', exact: true }).click()
  await expect.poll(claimed).toBe(2)
  await page.goto('about:blank')
  await expect.poll(claimed).toBe(0)
})

it('keeps a decision although the window is left at once', async () => {
  const ids = await submitTexts(service, ['A letter decided in the last moment.'])
  const { page } = await sit()
  await page.locator('article.item').waitFor()
  await page.evaluate(() => {
    dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }))
    location.href = 'about:blank'
  })
  await expect.poll(() => statusOf(service, ids[0]!)).toBe('approved')
})

it('takes an answer that breaks off for none', async () => {
  const { page } = await sit()
  await page.addInitScript(breakAnswersOff)
  await page.reload()
  await page.getByText('The service could not be reached.').waitFor()
})

it('says that the line is lost, heals it, and shows what was missed', async () => {
  const { page } = await sit()
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  await page.context().setOffline(true)
  await page.getByText('Connection lost, trying again').waitFor()
  const [id] = await submitTexts(service, ['Written while nobody could hear.'])
  await page.context().setOffline(false)
  await page.getByText('Live', { exact: true }).waitFor()
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
  await page.keyboard.press('a')
  await expect.poll(() => statusOf(service, id!)).toBe('approved')
})

it('shows what came between its first look at the queue and the line that brings news', async () => {
  const { page } = await aSeat(browser, service)
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/v1/review/events', (route) => line.then(() => route.continue()))
  await signInAs(page, service.moderator)
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  const [id] = await submitTexts(service, ['Written while the line was being laid.'])
  arrive()
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
})

it('shows new comments by itself, and what a colleague has just taken from this desk', async () => {
  const { page } = await sit()
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  const [id] = await submitTexts(service, ['Fresh from a reader.'])
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
  const body = { action: 'approve', version: 1 }
  await service.call('PUT', `/v1/review/comments/${id}/decision`, body, service.as(service.admin))
  await page.locator('article').getByText('Ada Admin has just approved this.').waitFor()
})

it('asks for a token only, where no other sign-in is set', async () => {
  const { page } = await sit()
  await page.context().clearCookies()
  await page.goto(`${service.url}/console?problem=oidc-unavailable`)
  await page.getByText('The newsroom’s sign-in does not answer.').waitFor()
  expect(await page.locator('.sign-in a.button').count()).toBe(0)
})
