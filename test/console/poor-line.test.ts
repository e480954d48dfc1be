import type { Browser } from 'playwright-core'
import { expect, it } from 'vitest'
import {
  aSeat,
  type DeskService,
  eachAtADesk,
  onDesk,
  seated,
  signInAs,
  submitTexts,
} from '../helpers/console.ts'

/* A desk whose line is slow or breaks, and whose service is busy: what it shows of the queue. */

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

it('reads the queue again one time after the other, however much happens meanwhile', async () => {
  const [id] = await submitTexts(service, ['The first letter.'])
  const { page } = await aSeat(browser, service)
  await signInAs(page, service.moderator)
  await page.locator('article.item').waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  await page.clock.install()
  await page.clock.resume()
  const held: (() => void)[] = []
  let asked = 0
  await page.route('**/v1/review/queue?*', async (route) => {
    asked += 1
    await new Promise<void>((resolve) => held.push(resolve))
    await route.continue()
  })
  const askedLater = async () => {
    await page.clock.runFor(2_000)
    return asked
  }
  await submitTexts(service, ['Another letter.'])
  // One that was under way before is rested from, for longer the slower it was.
  await expect.poll(askedLater).toBe(1)
  const [last] = await submitTexts(service, ['And a third one.'])
  const body = { action: 'approve', version: 1 }
  await service.call('PUT', `/v1/review/comments/${id}/decision`, body, service.as(service.admin))
  await page.locator('article').getByText('Ada Admin has just approved this.').waitFor()
  await page.clock.runFor(5_000)
  // An answer to what is asked afterwards: whatever was asked before has been seen.
  await page.evaluate(() => fetch('/v1/review/facets'))
  expect(asked).toBe(1)
  held.pop()?.()
  await expect.poll(askedLater).toBe(2)
  held.pop()?.()
  await page.locator(`[data-row="${last}"]`).waitFor()
})

it('asks what became of what it left to colleagues once more at most, however much else is decided meanwhile', async () => {
  const texts = Array.from({ length: 8 }, (_, n) => `Letter ${n * 7919 + 13} to the editors of the paper.`)
  await submitTexts(service, texts)
  const { page } = await seated(browser, service)
  await page.locator('article.item').waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  const left = (await onDesk(page))!
  const held: (() => void)[] = []
  await page.route('**/v1/review/second-opinions?*', async (route) => {
    await new Promise<void>((resolve) => held.push(resolve))
    await route.continue()
  })
  await page.keyboard.press('o')
  await expect.poll(() => held.length).toBe(1)
  const rows = page.locator('[data-row]')
  const approve = async (id: string) => {
    const body = { action: 'approve', version: 1 }
    await service.call('PUT', `/v1/review/comments/${id}/decision`, body, service.as(service.admin))
  }
  const others = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-row')!))
  for (const id of others.filter((one) => one !== left).slice(0, 5)) await approve(id)
  await approve(left)
  await expect.poll(() => rows.count()).toBeLessThanOrEqual(3)
  expect(held.length).toBe(1)
  held[0]?.()
  await expect.poll(() => held.length).toBe(2)
  held[1]?.()
  await page.locator('.toast').getByText('Ada Admin approved the comment by').waitFor()
  await page.evaluate(() => fetch('/v1/review/facets'))
  expect(held.length).toBe(2)
})

it('lays out only what is leased to it: not while claims fail, by whatever clock, and not once a colleague has it', async () => {
  const [id] = await submitTexts(service, ['A letter that only one person should read.'])
  const { page } = await aSeat(browser, service)
  await page.clock.setSystemTime(Date.now() + 10 * 60_000)
  await page.route('**/v1/review/claims', (route) => route.fulfill({ status: 503 }))
  const failed = page.waitForResponse('**/v1/review/claims')
  await signInAs(page, service.moderator)
  await Promise.all([failed, page.locator(`[data-row="${id}"]`).waitFor()])
  expect(await page.locator('article.item').count()).toBe(0)
  await page.unroute('**/v1/review/claims')
  await page.locator('article.item').waitFor()

  await service.deps.db.query((sql) => sql`update claims set expires_at = now()`)
  await service.call('POST', '/v1/review/claims', { count: 1 }, service.as(service.admin))
  await page.getByRole('heading', { name: 'Colleagues are on all that is left' }).waitFor()
})

it('tells how long ago something was by the clock of the service, not by one that is wrong', async () => {
  const [id] = await submitTexts(service, ['A letter of this moment.'])
  const { page } = await aSeat(browser, service)
  await page.clock.setSystemTime(Date.now() - 3 * 3_600_000)
  await signInAs(page, service.moderator)
  await page.locator(`[data-row="${id}"]`).getByText('just now').waitFor()
})

it('says that the desk is clear although the first claim failed', async () => {
  const { page } = await aSeat(browser, service)
  await page.route('**/v1/review/claims', (route) => route.fulfill({ status: 503 }), { times: 1 })
  await signInAs(page, service.moderator)
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
})

it('says that the queue could not be read, never that the desk is clear, and reads it again', async () => {
  const [id] = await submitTexts(service, ['A letter that waits all the same.'])
  const { page } = await aSeat(browser, service)
  let isBroken = true
  await page.route('**/v1/review/{queue,claims}*', (route) => (isBroken ? route.abort() : route.continue()))
  await signInAs(page, service.moderator)
  await page.getByRole('heading', { name: 'The queue could not be read' }).waitFor()
  expect(await page.getByRole('alert').textContent()).not.toBe('')
  isBroken = false
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
})

it('says that the rest of a long list did not come, and has it when asked again', async () => {
  const texts = Array.from({ length: 52 }, (_, n) => `Letter ${n * 7919 + 13} to the editors of the paper.`)
  await submitTexts(service, texts)
  const { page } = await aSeat(browser, service)
  await signInAs(page, service.moderator)
  await page.route('**/v1/review/queue?*cursor=*', (route) => route.abort(), { times: 1 })
  await page.getByRole('button', { name: 'Load more' }).click()
  await page.locator('.toast').getByText('could not be reached').waitFor()
  await page.getByRole('button', { name: 'Load more' }).click()
  await expect.poll(() => page.locator('[data-row]').count()).toBe(52)
})

it('asks for leases every two seconds while the service is away, however often it was woken meanwhile', async () => {
  await submitTexts(service, ['A letter that waits.'])
  const { page } = await aSeat(browser, service)
  let asked = 0
  await page.route('**/v1/review/claims', (route) => {
    asked += 1
    return route.abort()
  })
  await page.clock.install()
  await signInAs(page, service.moderator)
  await expect.poll(() => asked).toBeGreaterThanOrEqual(1)
  // From here on time passes as it is told to, however long the machine takes.
  await page.clock.pauseAt(Date.now() + 10_000)
  const passes = async (ms: number) => {
    await page.clock.runFor(ms)
    // Whatever was asked before its answer has been seen.
    await page.evaluate(() => fetch('/v1/review/facets'))
  }
  for (let woken = 1; woken <= 10; woken += 1) {
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await expect.poll(() => asked).toBeGreaterThanOrEqual(woken)
    await passes(150)
  }
  const before = asked
  for (let step = 0; step < 14; step += 1) await passes(150)
  expect(asked - before).toBeLessThanOrEqual(3)
})
