import type { Browser, Route } from 'playwright-core'
import { expect, it } from 'vitest'
import {
  aSeat,
  type DeskService,
  decisionsOf,
  eachAtADesk,
  onDesk,
  signInAs,
  statusOf,
  submitTexts,
} from '../helpers/console.ts'

/* A desk whose line is slow or breaks, and whose service is busy. */

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

it('goes on with what waits while its decisions are still on their way', async () => {
  const texts = Array.from({ length: 14 }, (_, n) => `Letter ${n * 7919 + 13} to the editors of the paper.`)
  const ids = await submitTexts(service, texts)
  const { page } = await aSeat(browser, service)
  let arrive = () => {}
  const line = new Promise<void>((resolve) => {
    arrive = resolve
  })
  await page.route('**/decision?*', (route) => line.then(() => route.continue()))
  await signInAs(page, service.moderator)
  const seen: string[] = []
  while (seen.length < ids.length) {
    const item = page.locator(`article.item${seen.map((id) => `:not([data-comment="${id}"])`).join('')}`)
    await item.or(page.getByRole('heading', { name: /The desk is clear|Colleagues/ })).waitFor()
    seen.push((await item.getAttribute('data-comment'))!)
    await page.keyboard.press('a')
  }
  expect(seen.toSorted()).toEqual(ids.toSorted())
  arrive()
  await expect.poll(() => decisionsOf(service)).toBe(ids.length)
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

it('sends a decision again when the line breaks, also where it was taken and only its answer was lost', async () => {
  const ids = await submitTexts(service, [
    'The line breaks on the way there.',
    'The line breaks on the way back.',
  ])
  const { page } = await aSeat(browser, service)
  await signInAs(page, service.moderator)
  await page.locator('article.item').waitFor()
  await page.route('**/decision?*', (route) => route.abort(), { times: 1 })
  await page.keyboard.press('a')
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  await page.locator('article.item').waitFor()
  const taken = async (route: Route) => {
    await route.fetch()
    await route.abort()
  }
  await page.route('**/decision?*', taken, { times: 1 })
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  for (const id of ids) await expect.poll(() => statusOf(service, id)).toBe('approved')
  await page.keyboard.press('u')
  await page.keyboard.press('u')
  for (const id of ids) await expect.poll(() => statusOf(service, id)).toBe('pending')
  expect(await page.locator('.trouble').count()).toBe(0)
})

it('brings a comment back that was not decided, after the one that is being read', async () => {
  const ids = await submitTexts(service, ['Not decided at first.', 'Read meanwhile.'])
  const { page } = await aSeat(browser, service)
  await signInAs(page, service.moderator)
  await page.locator('article.item').waitFor()
  const refused = (await onDesk(page))!
  const read = ids.find((id) => id !== refused)!
  await page.route('**/decision?*', (route) => route.fulfill({ status: 500 }), { times: 1 })
  await page.keyboard.press('a')
  await page.locator('.toast').getByText('comes next again').waitFor()
  expect(await onDesk(page)).toBe(read)
  await page.keyboard.press('a')
  const trouble = page.locator(`article.item[data-comment="${refused}"] .trouble`)
  await trouble.waitFor()
  // Where another part of the queue is chosen it still says so.
  const others = page.waitForResponse(/queue\?sort=newest/)
  await page.getByRole('combobox', { name: 'Order' }).selectOption('newest first')
  await others
  await trouble.waitFor()
  await page.keyboard.press('a')
  for (const id of ids) await expect.poll(() => statusOf(service, id)).toBe('approved')
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

it('says that it saves until all is saved, and only then that the desk is clear', async () => {
  await submitTexts(service, ['The last letter of the day.'])
  const { page } = await aSeat(browser, service)
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/decision?*', (route) => line.then(() => route.continue()))
  await signInAs(page, service.moderator)
  await page.locator('article.item').waitFor()
  await page.keyboard.press('a')
  await page.getByText('Saving what you decided').waitFor()
  expect(await decisionsOf(service)).toBe(0)
  arrive()
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  expect(await decisionsOf(service)).toBe(1)
})

it('takes back what was on its way when another part of the queue was chosen, and brings back there what failed, with its note', async () => {
  const [taken, refused] = await submitTexts(service, ['It arrives.', 'It does not arrive.'])
  const { page } = await aSeat(browser, service)
  await signInAs(page, service.moderator)
  await page.locator('article.item').waitFor()
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/decision?*', async (route) => {
    await line
    if (route.request().url().includes(refused!)) await route.fulfill({ status: 500 })
    else await route.continue()
  })
  for (const id of [refused, taken]) {
    await page.locator(`[data-row="${id}"] .open`).click()
    await page.keyboard.press('n')
    await page.getByLabel('A note for colleagues only').fill(`A note on ${id}.`)
    await page.keyboard.press('Escape')
    await page.keyboard.press('a')
  }
  await page.getByRole('combobox', { name: 'Order' }).selectOption('newest first')
  await page.getByText('Saving what you decided').waitFor()
  arrive()
  await page.locator(`article.item[data-comment="${refused}"] .trouble`).waitFor()
  expect(await page.getByLabel('A note for colleagues only').inputValue()).toBe(`A note on ${refused}.`)
  await expect.poll(() => statusOf(service, taken!)).toBe('approved')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => statusOf(service, taken!)).toBe('pending')
})

it('takes back what was decided last when Undo was pressed, not what was decided while that was still on its way', async () => {
  await submitTexts(service, ['Decided and taken back.', 'Decided meanwhile.'])
  const { page } = await aSeat(browser, service)
  await signInAs(page, service.moderator)
  await page.locator('article.item').waitFor()
  const first = (await onDesk(page))!
  const lines = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const held = lines.values()
  await page.route('**/decision?*', async (route) => {
    await held.next().value?.promise
    await route.continue()
  })
  await page.keyboard.press('a')
  const other = page.locator(`article.item:not([data-comment="${first}"])`)
  await other.waitFor()
  const second = (await onDesk(page))!
  await page.keyboard.press('u')
  await page.keyboard.press('a')
  await page.getByText('Saving what you decided').waitFor()
  lines[0]?.resolve()
  await page.locator(`article.item[data-comment="${first}"]`).waitFor()
  lines[1]?.resolve()
  await expect.poll(() => statusOf(service, second)).toBe('approved')
  expect(await statusOf(service, first)).toBe('pending')
})

it('does not bring back what was decided again before its undo was answered', async () => {
  const [id] = await submitTexts(service, ['Decided, taken back and decided.'])
  const { page } = await aSeat(browser, service)
  await signInAs(page, service.moderator)
  await page.locator('article.item').waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  const late = Promise.withResolvers<void>()
  await page.route('**/undo', async (route) => {
    const response = await route.fetch()
    await late.promise
    await route.fulfill({ response })
  })
  await page.keyboard.press('u')
  // The news of it are there before its answer.
  await page.locator('article.item').waitFor()
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  late.resolve()
  await page.locator('.toast').getByText('Undone.').waitFor()
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  expect(await page.locator('article.item').count()).toBe(0)
  expect(await statusOf(service, id!)).toBe('approved')
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
