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

/* A desk whose line is slow or breaks, and whose service is busy: what becomes of decisions. */

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
