import type { Browser, Page, Route } from 'playwright-core'
import { expect, it } from 'vitest'
import { type DeskService, eachAtADesk, seated, statusOf, submitTexts } from '../helpers/console.ts'
import { aSite } from '../helpers/service.ts'

/* What a moderator does while something they sent is on its way. */

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

/** Leaves a note, which arrives once the returned function is called. */
async function aNoteOnItsWay(page: Page): Promise<() => void> {
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/notes?*', (route) => line.then(() => route.continue()), { times: 1 })
  await page.keyboard.press('n')
  await page.keyboard.type('Quotes the mayor.')
  await page.keyboard.press('Control+Enter')
  return arrive
}

it('says what came of a dialog that was closed while it was sent, and leaves alone the one that is open by now', async () => {
  await submitTexts(service, ['Somebody to ban, and an article to close.'])
  const { page } = await seated(browser, service)
  await page.locator('article.item').waitFor()
  const article = page.getByRole('dialog', { name: 'Comments on this article' })
  for (const [answer, said] of [
    [(route: Route) => route.abort(), 'The service could not be reached.'],
    [(route: Route) => route.continue(), 'Banned.'],
  ] as const) {
    const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
    await page.route('**/v1/review/bans', (route) => line.then(() => answer(route)), { times: 1 })
    const sent = page.waitForRequest('**/v1/review/bans')
    await page.keyboard.press('b')
    await page.getByRole('dialog', { name: /^Ban / }).waitFor()
    await page.keyboard.press('Enter')
    await sent
    await page.keyboard.press('Escape')
    await page.keyboard.press('c')
    await article.waitFor()
    arrive()
    await page.locator('.toast').getByText(said).waitFor()
    expect(await article.count()).toBe(1)
    await page.keyboard.press('Escape')
    await article.waitFor({ state: 'detached' })
  }
})

it('leaves a note open that is begun before the one before it has arrived: its words are no commands', async () => {
  const [id = ''] = await submitTexts(service, ['A letter to note two things about.'])
  const { page } = await seated(browser, service)
  await page.locator('article.item').waitFor()
  const arrive = await aNoteOnItsWay(page)
  await page.keyboard.press('n')
  arrive()
  const note = page.getByLabel('A note for colleagues only')
  await expect.poll(() => note.inputValue()).toBe('')
  await page.keyboard.type('Ask the archive.')
  expect(await note.inputValue()).toBe('Ask the archive.')
  expect(await statusOf(service, id)).toBe('pending')
})

it('keeps what is typed while a note, or a list of words, is on its way', async () => {
  await submitTexts(service, ['A letter to note something about.'])
  await aSite(service.deps, { slug: 'evening' })
  const { page } = await seated(browser, service, { token: service.admin })
  await page.locator('article.item').waitFor()
  const arrive = await aNoteOnItsWay(page)
  await page.keyboard.press('n')
  await page.keyboard.type(' Twice.')
  arrive()
  const note = page.getByLabel('A note for colleagues only')
  await expect.poll(() => note.inputValue()).toBe('Twice.')

  let words = Promise.withResolvers<void>()
  await page.getByRole('link', { name: 'Words', exact: true }).click()
  const site = page.getByRole('combobox', { name: 'Site' })
  await site.selectOption('news')
  await page.route('**/policy', async (route) => {
    if (route.request().method() === 'PUT') await words.promise
    await route.continue()
  })
  const list = page.getByLabel('Hold for a person')
  await list.fill('crowbar')
  const put = async () => {
    const sent = page.waitForRequest((request) => request.method() === 'PUT')
    await page.getByRole('button', { name: 'Put in force' }).click()
    await sent
  }
  await put()
  await list.press('End')
  await page.keyboard.type('s')
  words.resolve()
  await page.locator('.toast').getByText('as version 2 of the policy').waitFor()
  await page.getByRole('button', { name: 'Put in force' }).click()
  await page.locator('.toast').getByText('as version 3 of the policy').waitFor()
  expect(await list.inputValue()).toBe('crowbars')

  words = Promise.withResolvers<void>()
  await list.fill('crowbars\nlevers')
  await put()
  await site.selectOption('evening')
  await page.waitForURL('**/console/words?site=evening')
  await expect.poll(() => list.inputValue()).toBe('')
  words.resolve()
  await page.locator('.toast').getByText('as version 4 of the policy').waitFor()
  expect(await list.inputValue()).toBe('')
})
