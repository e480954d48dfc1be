import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { axeViolations, DESKTOP, launchBrowser, PHONE } from '../helpers/browser.ts'
import { aDeskService, type DeskService, onDesk, seated, statusOf, submitTexts } from '../helpers/console.ts'
import { aModerator, asHolder } from '../helpers/desk.ts'
import { WIDE } from '../helpers/wide.ts'

let browser: Browser
let service: DeskService
beforeAll(async () => {
  browser = await launchBrowser()
  return () => browser.close()
})
beforeEach(async () => {
  service = await aDeskService()
  return () => service.close()
})

const THREAT = 'On Friday I will be waiting for the mayor at her door, and she will regret it.'
const item = (page: Page) => page.locator('article.item')
const asked = (page: Page) => page.getByRole('dialog', { name: /^Escalate/ })
const admin = () => asHolder(service, service.admin)

type Kept = { readonly id: string; readonly note: string | null; readonly endedAt: string | null }
async function kept(): Promise<readonly Kept[]> {
  return (await admin()<{ items: Kept[] }>('GET', '/v1/admin/sites/news/evidence?state=all')).body.items
}

describe('at the desk', () => {
  it('a comment is escalated by one key, words and Enter, and lies there again once that is undone', async () => {
    const [first, second] = await submitTexts(service, [THREAT, 'The bridge is fine as it is, thank you.'])
    const { page } = await seated(browser, service)
    await item(page).waitFor()
    expect(await onDesk(page)).toBe(first)
    await page.keyboard.press('d')
    await page.keyboard.type('The mayor, on Friday.')
    await page.keyboard.press('Enter')
    await page.getByText('Escalated: hidden as a threat').first().waitFor()
    await expect.poll(() => onDesk(page)).toBe(second)
    expect(await statusOf(service, first ?? '')).toBe('rejected threat')
    expect(await kept()).toMatchObject([{ note: 'The mayor, on Friday.' }])

    await page.keyboard.press('u')
    await expect.poll(() => onDesk(page)).toBe(first)
    await item(page).getByText('Escalated by Mo Derator').waitFor()
    expect(await statusOf(service, first ?? '')).toBe('pending')
    expect(await kept()).toHaveLength(1)
    await page.goto(`${service.url}/console/history?action=escalate`)
    const told = page.getByRole('row').filter({ hasText: 'Escalated' })
    await told.getByText('Mo Derator').waitFor()
    await told.getByText(THREAT).waitFor()
  })

  it('Escape changes nothing, and what was typed is there the next time', async () => {
    const [id = ''] = await submitTexts(service, [THREAT])
    const { page } = await seated(browser, service)
    await item(page).waitFor()
    await page.keyboard.press('d')
    await page.keyboard.type('Half a thought')
    await page.keyboard.press('Escape')
    await asked(page).waitFor({ state: 'detached' })
    expect(await statusOf(service, id)).toBe('pending')
    await page.keyboard.press('d')
    expect(await asked(page).getByRole('textbox').inputValue()).toBe('Half a thought')
    expect(await kept()).toEqual([])
  })

  it('who comes second hears who escalated it, and nothing is done twice', async () => {
    const [id = ''] = await submitTexts(service, [THREAT])
    const { page } = await seated(browser, service)
    await item(page).waitFor()
    await page.keyboard.press('d')
    await asked(page).waitFor()
    const nora = await aModerator(service)
    await nora.call('PUT', `/v1/review/comments/${id}/escalation`, {})
    await page.keyboard.press('Enter')
    await page.getByText('Nora Night escalated this already.').first().waitFor()
    await item(page).waitFor({ state: 'detached' })
    expect(await kept()).toHaveLength(1)
  })

  it('stays open with the reason where the service is not reached', async () => {
    const [id = ''] = await submitTexts(service, [THREAT])
    const { page } = await seated(browser, service)
    await item(page).waitFor()
    await page.route('**/escalation*', (route) => route.abort())
    await page.keyboard.press('d')
    await page.keyboard.press('Enter')
    await asked(page).getByRole('alert').getByText('could not be reached').waitFor()
    expect(await statusOf(service, id)).toBe('pending')
  })

  it('a published comment is escalated from its record, also without keys, and hidden', async () => {
    const [id = ''] = await submitTexts(service, [THREAT])
    const mo = asHolder(service, service.moderator)
    await mo('PUT', `/v1/review/comments/${id}/decision`, { action: 'approve', version: 1 })
    const { page } = await seated(browser, service, { path: `/comment/${id}?site=news` })
    await page.getByRole('button', { name: 'Escalate' }).click()
    await asked(page).getByText('hidden at once').waitFor()
    await asked(page).getByRole('button', { name: 'Escalate' }).click()
    await page.locator('.comment-row').getByText('Escalated by Mo Derator').waitFor()
    expect(await statusOf(service, id)).toBe('rejected threat')
    expect(await page.getByRole('button', { name: 'Keep as evidence' }).count()).toBe(0)
  })

  it('an admin keeps a comment for an order from its record, and nothing else changes', async () => {
    const [id = ''] = await submitTexts(service, [THREAT])
    const { page } = await seated(browser, service, {
      token: service.admin,
      path: `/comment/${id}?site=news`,
    })
    await page.getByRole('button', { name: 'Keep as evidence' }).click()
    await page.getByLabel('Note').fill('Order 12/26')
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('heading', { name: 'Evidence of The News' }).waitFor()
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Order of an authority' })
      .getByText('Order 12/26')
      .waitFor()
    expect(await statusOf(service, id)).toBe('pending')
  })
})

const VIEWS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['on a desktop, light', { viewport: DESKTOP, colorScheme: 'light' }],
  ['on a phone, dark', { viewport: PHONE, colorScheme: 'dark', hasTouch: true, isMobile: true }],
]

describe.each(VIEWS)('the page of evidence, %s', (_, options) => {
  it('tells what is held; a copy is read, told of, kept longer and released, each by keyboard alone', async () => {
    const { body } = await service.submit({ text: THREAT, email: 'kim@reader.example' })
    const mo = asHolder(service, service.moderator)
    await mo('PUT', `/v1/review/comments/${body.comment.id}/escalation`, { note: 'The mayor, on Friday.' })
    const { page } = await seated(browser, service, { token: service.admin, path: '/evidence', options })
    const card = page.getByRole('listitem').filter({ hasText: 'Danger to life or safety' })
    await card.getByText('No authority has been told yet').waitFor()
    await card.getByText('The mayor, on Friday.').waitFor()
    expect(await axeViolations(page)).toEqual([])
    const press = async (name: string) => {
      await card.getByRole('button', { name }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      expect(await axeViolations(page)).toEqual([])
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0)
    }
    await press('Read the copy')
    const copy = page.getByRole('dialog')
    for (const part of [THREAT, 'kim@reader.example']) await copy.getByText(part).waitFor()
    await page.keyboard.press('Escape')
    await copy.waitFor({ state: 'detached' })
    await card.getByText('Read 1 time').waitFor()

    await press('Authorities were told')
    await page.keyboard.type('Police, station 5')
    await page.getByLabel('Their reference').focus()
    await page.keyboard.type('AZ 4711')
    await page.keyboard.press('Enter')
    await card.getByText('Police, station 5 was told').waitFor()
    await card.getByText('AZ 4711').waitFor()
    expect(await card.getByText('No authority has been told yet').count()).toBe(0)

    await press('Keep until')
    await page.getByLabel('The end of this day').fill('2030-12-31')
    await page.getByLabel('Why').focus()
    await page.keyboard.type('The trial goes on.')
    await page.keyboard.press('Enter')
    await card.getByText('until Dec 31, 2030', { exact: false }).first().waitFor()

    await press('Release')
    await page.keyboard.type('Acquitted.')
    await page.keyboard.press('Enter')
    await card.getByText(/^released/).waitFor()
    expect(await card.getByRole('button').count()).toBe(0)
    expect(await kept()).toMatchObject([{ endedAt: expect.any(String), note: null }])
  })
})

it('a copy is saved as a file, as it was kept', async () => {
  const { body } = await service.submit({ text: THREAT })
  await asHolder(service, service.moderator)('PUT', `/v1/review/comments/${body.comment.id}/escalation`, {})
  const { page } = await seated(browser, service, { token: service.admin, path: '/evidence' })
  await page.getByRole('button', { name: 'Read the copy' }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as a file' }).click()
  const download = await saved
  expect(download.suggestedFilename()).toBe(`evidence-${body.comment.id}.json`)
})

it('what was made to be wide makes neither the page nor a copy wider than a phone', async () => {
  const mo = asHolder(service, service.moderator)
  const options = { viewport: PHONE }
  const { page } = await seated(browser, service, { token: service.admin, path: '/evidence', options })
  const width = () => page.evaluate(() => document.scrollingElement?.scrollWidth)
  for (const row of WIDE) {
    const { body } = await service.submit({ ...row, title: 'T'.repeat(300) }, { article: `wide ${row.name}` })
    await mo('PUT', `/v1/review/comments/${body.comment.id}/escalation`, { note: row.text.slice(0, 2_000) })
    await page.reload()
    await page.getByRole('button', { name: 'Read the copy' }).first().click()
    const copy = page.getByRole('dialog')
    await copy.getByText('Hashes').click()
    expect(await width()).toBe(PHONE.width)
    expect(await copy.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0)
  }
})

it('moderators find no evidence', async () => {
  const { page } = await seated(browser, service, { path: '/evidence' })
  await page.locator('.note.bad').waitFor()
  await page.locator('header .menu summary').last().click()
  expect(await page.getByRole('link', { name: 'Evidence' }).count()).toBe(0)
})
