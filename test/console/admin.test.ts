import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { refitSite } from '../../src/judge/refit.ts'
import { axeViolations, launchBrowser, PHONE } from '../helpers/browser.ts'
import { aDeskService, type DeskService, seated, submitTexts } from '../helpers/console.ts'
import { asHolder } from '../helpers/desk.ts'
import { aSite } from '../helpers/service.ts'

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

it('makes a token, shows it this once, and ends it after one more question', async () => {
  const { page } = await seated(browser, service, { token: service.admin, path: '/tokens' })
  await page.getByLabel('Whose').fill('Night shift')
  await page.getByRole('button', { name: 'Make a token' }).click()
  const shown = page.getByRole('dialog', { name: 'The token of Night shift' })
  const secret = await shown.getByLabel('Token').inputValue()
  expect(await axeViolations(page)).toEqual([])
  const holder = asHolder(service, secret)
  expect((await holder('GET', '/v1/review/queue')).status).toBe(200)
  expect((await holder('GET', '/v1/admin/tokens')).status).toBe(403)
  for (const tries of [1, 2, 3]) {
    await page.keyboard.press('Escape')
    await page.mouse.click(5, 5 * tries)
  }
  expect(await shown.getByLabel('Token').inputValue()).toBe(secret)
  await shown.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('rowheader', { name: 'Night shift' }).waitFor()
  expect(await page.content()).not.toContain(secret)

  const end = page.getByRole('button', { name: 'End the token of Night shift' })
  await end.click()
  await page.getByRole('button', { name: 'Keep it' }).click()
  expect((await holder('GET', '/v1/review/queue')).status).toBe(200)
  await end.click()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'End it' }).click()
  await page
    .getByRole('row', { name: /Night shift/ })
    .getByText('ended')
    .waitFor()
  expect((await holder('GET', '/v1/review/queue')).status).toBe(401)
})

it('makes one token, however often Enter is pressed until it is there', async () => {
  const { page } = await seated(browser, service, { token: service.admin, path: '/tokens' })
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/v1/admin/tokens', (route) => line.then(() => route.continue()))
  await page.getByLabel('Whose').fill('Once only')
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('Enter')
  arrive()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('rowheader', { name: 'Once only' }).first().waitFor()
  const { body } = await asHolder(service, service.admin)<{ items: { name: string }[] }>(
    'GET',
    '/v1/admin/tokens',
  )
  expect(body.items.filter(({ name }) => name === 'Once only')).toHaveLength(1)
})

it('lists a token whose answer was lost, so that it can be ended', async () => {
  const { page } = await seated(browser, service, { token: service.admin, path: '/tokens' })
  await page.route('**/v1/admin/tokens', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    await route.fetch()
    return route.abort()
  })
  await page.getByLabel('Whose').fill('Lost on the way')
  await page.getByRole('button', { name: 'Make a token' }).click()
  await page.locator('#new-token-trouble').waitFor()
  await page.getByRole('button', { name: 'End the token of Lost on the way' }).waitFor()
})

it('offers nobody to end the token they are signed in with, and moderators no tokens at all', async () => {
  const admin = await seated(browser, service, { token: service.admin, path: '/tokens' })
  await admin.page.getByRole('rowheader', { name: 'Ada Admin' }).waitFor()
  expect(await admin.page.getByRole('button', { name: 'End the token of Ada Admin' }).count()).toBe(0)
  const moderator = await seated(browser, service, { path: '/tokens' })
  await moderator.page.locator('.note.bad').waitFor()
  await moderator.page.locator('header .menu summary').last().click()
  expect(await moderator.page.getByRole('link', { name: 'Tokens' }).count()).toBe(0)
})

it.each([
  ['on a desktop', {}],
  ['on a phone, dark', { viewport: PHONE, colorScheme: 'dark', isMobile: true } as const],
])('lists what the judge learned, and holds the site to a version, %s', async (_, options) => {
  await teach()
  const { page } = await seated(browser, service, { token: service.admin, path: '/models', options })
  await page.getByRole('rowheader', { name: '1', exact: true }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Hold the site to version 1' }).click()
  await page.getByText('Held to one version').waitFor()
  expect(await modelInForce()).toEqual({ version: 1, isPinned: true })
  await page.getByRole('button', { name: 'Follow the newest again' }).click()
  await page.getByText('Held to one version').waitFor({ state: 'detached' })
  expect(await modelInForce()).toMatchObject({ isPinned: false })
})

/** Enough decisions of both kinds for a version, and one more for a second. */
async function teach(): Promise<void> {
  if ((await modelInForce()).version !== null) return
  const texts = Array.from({ length: 80 }, (_, n) =>
    n % 2 === 0
      ? `The council met about the bridge, turn ${n}.`
      : `Win the casino jackpot today, prize ${n}.`,
  )
  const moderator = asHolder(service, service.moderator)
  for (const [n, id] of (await submitTexts(service, texts)).entries()) {
    if (n === texts.length - 1) await refitSite(service.deps, service.site.id)
    const decision = n % 2 === 0 ? { action: 'approve' } : { action: 'reject', reason: 'spam' }
    await moderator('PUT', `/v1/review/comments/${id}/decision`, { ...decision, version: 1 })
  }
  await refitSite(service.deps, service.site.id)
}

async function modelInForce(): Promise<{ version: number | null; isPinned: boolean }> {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ version: number | null; isPinned: boolean }[]>`
    select model_version as version, model_pinned as is_pinned from sites where id = ${service.site.id}`,
  )
  if (row === undefined) throw new Error('no such site')
  return row
}

it('says which site the settings are of, also where all were chosen, and lets another be chosen there', async () => {
  const { slug } = await aSite(service.deps, { slug: 'evening' })
  const { page } = await seated(browser, service, { token: service.admin })
  const choice = page.getByRole('combobox', { name: 'Site' })
  expect(await choice.locator('option').allTextContents()).toEqual(['All sites', 'The News', 'The News'])
  for (const name of ['Words', 'Policy']) {
    await page.getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { name: `${name} of The News` }).waitFor()
    expect(await choice.inputValue()).toBe(slug)
    expect(await choice.locator('option').count()).toBe(2)
  }
  await choice.selectOption('news')
  await page.waitForURL('**/console/policy?site=news')
  expect(await choice.inputValue()).toBe('news')
})

it('lets nothing of one site be changed under the name of another, not for a moment', async () => {
  const { slug } = await aSite(service.deps, { slug: 'weekend', policy: { words: { hold: ['crowbar'] } } })
  const { page } = await seated(browser, service, { token: service.admin, path: `/words?site=${slug}` })
  const list = page.getByLabel('Hold for a person')
  await expect.poll(() => list.inputValue()).toBe('crowbar')
  const shown = await page.getByRole('combobox', { name: 'Site' }).evaluate(async (choice) => {
    const select = choice as HTMLSelectElement
    select.value = 'news'
    select.dispatchEvent(new Event('change', { bubbles: true }))
    // What is drawn before anybody can see or touch it.
    for (let turns = 0; turns < 20; turns += 1) await undefined
    return [location.search, document.querySelector('textarea')?.value]
  })
  expect(shown).toEqual(['?site=news', undefined])
  await expect.poll(() => list.inputValue()).toBe('')
})

it('leads from a thread of one site to the queue of another', async () => {
  await aSite(service.deps, { slug: 'morning' })
  const { page } = await seated(browser, service, { token: service.admin, path: '/thread/bridge?site=news' })
  await page.getByRole('combobox', { name: 'Site' }).selectOption('morning')
  await page.waitForURL('**/console?site=morning')
})

it('keeps what was typed while another page, site or comment is looked at, until it is sent or dropped', async () => {
  const { slug } = await aSite(service.deps)
  await submitTexts(service, ['Somebody to answer, once it is looked up who that is.'])
  const { page } = await seated(browser, service, { token: service.admin, path: '/words?site=news' })
  const site = page.getByLabel('Site', { exact: true })
  const typed = [
    ['Words', 'Hold for a person', 'crowbar'],
    ['Policy', 'What you change, and why', 'Fewer links, after the wave of spam.'],
  ] as const
  for (const [title, label, text] of typed) {
    await page.getByRole('link', { name: title, exact: true }).click()
    await page.getByLabel(label).fill(text)
    await site.selectOption(slug)
    await expect.poll(() => page.getByLabel(label).inputValue()).toBe('')
    await page.getByLabel(label).fill('Of the other site.')
    await site.selectOption('news')
    await expect.poll(() => page.getByLabel(label).inputValue()).toBe(text)
  }
  await page.getByRole('link', { name: 'Words', exact: true }).click()
  await page.getByRole('button', { name: 'Drop the changes' }).click()
  expect(await page.getByLabel('Hold for a person').inputValue()).toBe('')

  await page.getByRole('link', { name: 'Queue', exact: true }).click()
  await page.locator('article.item').waitFor()
  await page.keyboard.press('n')
  await page.keyboard.type('Perhaps the mayor.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('m')
  await page.getByLabel('Answer', { exact: true }).fill('Half an answer')
  await page.keyboard.press('Escape')
  await page.keyboard.press('p')
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  await page.keyboard.press('q')
  await expect
    .poll(() => page.getByLabel('A note for colleagues only').inputValue())
    .toBe('Perhaps the mayor.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('m')
  expect(await page.getByLabel('Answer', { exact: true }).inputValue()).toBe('Half an answer')
})
