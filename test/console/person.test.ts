import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { axeViolations, PHONE } from '../helpers/browser.ts'
import { type DeskService, eachAtADesk, seated } from '../helpers/console.ts'
import { asHolder } from '../helpers/desk.ts'
import { aSite } from '../helpers/service.ts'
import { smallFields } from '../helpers/window.ts'

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  ;({ browser, service } = given)
})

const admin = (path: string, options: BrowserContextOptions = {}) =>
  seated(browser, service, { token: service.admin, path, options })
const found = (page: Page) => page.getByRole('region', { name: /^What is kept/ })
const ada = { name: 'Ada Lovelace', email: 'ada@readers.example' }

/** A comment with an earlier text, another that is held as evidence, a notice, and somebody else. */
async function aPerson(): Promise<{ readonly first: string; readonly second: string }> {
  const { body } = await service.submit({ ...ada, text: 'The first text of the bridge.' })
  const at = `/v1/sites/news/comments/${body.comment.id}`
  const receipt = { authorization: `Receipt ${body.receipt}` }
  const edited = await service.call('PATCH', at, { text: 'The second text of it.' }, receipt)
  expect(edited.status).toBeLessThan(300)
  const second = (await service.submit(ada)).body.comment.id
  const held = { commentId: second, cause: 'legal-claim' }
  await asHolder(service, service.admin)('POST', '/v1/admin/sites/news/evidence', held)
  const other = await service.submit({ name: 'Bert Other' })
  const seen = { action: 'approve', version: 1 }
  await asHolder(service, service.moderator)(
    'PUT',
    `/v1/review/comments/${other.body.comment.id}/decision`,
    seen,
  )
  const notice = { reason: 'illegal', note: 'It is a threat.', notice: { ...ada, goodFaith: true } }
  const sent = await service.call('POST', `/v1/sites/news/comments/${other.body.comment.id}/reports`, notice)
  expect(sent.status).toBe(202)
  return { first: body.comment.id, second }
}

type Line = { readonly comment?: Record<string, unknown>; readonly notice?: Record<string, unknown> }
async function saved(page: Page): Promise<Line[]> {
  const download = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^postbag-news-person-\d{4}-\d\d-\d\d\.jsonl$/)
  const text = await readFile(await file.path(), 'utf8')
  expect(text.endsWith('\n')).toBe(true)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')

it('tells by keyboard alone what is kept under an address, saves it, and erases it once that was seen', async () => {
  const { first, second } = await aPerson()
  const { page } = await admin('/person')
  await page.getByLabel('Address that they gave').focus()
  await page.keyboard.insertText('ADA@readers.example')
  await page.keyboard.press('Enter')
  await found(page).getByText('2 comments, with 1 earlier text').waitFor()
  await found(page).getByText('1 notice that they sent').waitFor()
  await found(page).getByText('1 copy held as evidence').waitFor()
  expect(await focused(page)).toBe('What is kept under ADA@readers.example')
  expect(await axeViolations(page)).toEqual([])

  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Save as a file')
  const whole = await saved(page)
  expect(whole).toMatchObject([
    { comment: { id: first, text: 'The second text of it.', formerTexts: [{}], evidence: [] } },
    { comment: { id: second, name: 'Ada Lovelace', evidence: [{ cause: 'legal-claim' }] } },
    { notice: { note: 'It is a threat.' } },
  ])
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  const [one, two] = await saved(page)
  expect(one?.comment).not.toHaveProperty('evidence')
  expect({ ...two?.comment, evidence: whole[1]?.comment?.['evidence'] }).toEqual(whole[1]?.comment)

  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Erase…')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('2 comments, with 1 earlier text').waitFor()
  await dialog.getByText('1 notice that they sent, which loses words and sender').waitFor()
  await dialog.getByText('1 copy held as evidence, which stays').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.insertText('erase')
  await page.keyboard.press('Enter')
  await dialog.getByText('2 comments erased.').waitFor()
  await dialog.getByText('1 notice emptied').waitFor()
  await dialog.getByText('Of one a copy is kept as evidence: tell the person.').waitFor()
  await page.keyboard.press('Enter')
  await found(page).getByText('Nothing, on this site.').waitFor()
  expect(await focused(page)).toBe('What is kept under ADA@readers.example')
  expect(await axeViolations(page)).toEqual([])
})

it('tells it of one comment or of everything by its author, from its record or the author’s page', async () => {
  const { first } = await aPerson()
  const { page } = await admin(`/comment/${first}?site=news`)
  await page.locator('main').getByRole('link', { name: 'Personal data' }).click()
  await page.getByText('a comment by Ada Lovelace').waitFor()
  expect(await page.getByLabel('This comment alone').isChecked()).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Look up' }).click()
  await found(page).getByText('1 comment, with 1 earlier text').waitFor()
  await page.getByLabel('Everything by its author').check()
  await page.getByRole('button', { name: 'Look up' }).click()
  await found(page).getByText('2 comments, with 1 earlier text').waitFor()
  await found(page).getByText('as far as can be told without accounts').waitFor()
  expect(await axeViolations(page)).toEqual([])

  await page.goto(`${service.url}/console/author/${first}?site=news`)
  await page.locator('main').getByRole('link', { name: 'Personal data' }).click()
  await page.getByText('a comment by Ada Lovelace').waitFor()
  expect(await page.getByLabel('Everything by its author').isChecked()).toBe(true)
  await page.getByRole('link', { name: 'Look by that' }).click()
  await page.getByLabel('Address that they gave').waitFor()
})

it('says at the address what is wrong with it, and where it was not found on this site', async () => {
  const elsewhere = await aSite(service.deps)
  await service.submit(ada, { site: elsewhere.slug })
  const { page } = await admin('/person?site=news')
  const address = page.getByLabel('Address that they gave')
  // Past the browser's own check, which would be the first to refuse it.
  await address.evaluate((field) => field.closest('form')?.setAttribute('novalidate', ''))
  await address.fill('ada')
  await page.keyboard.press('Enter')
  await page.locator('.wrong').getByText('Name an e-mail address.').waitFor()
  expect(await address.evaluate((field) => document.activeElement === field)).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await address.fill(ada.email)
  await page.keyboard.press('Enter')
  await found(page).getByText('Nothing, on this site.').waitFor()
  await page.getByLabel('Site', { exact: true }).selectOption(elsewhere.slug)
  expect(await found(page).count()).toBe(0)
  await address.fill(ada.email)
  await page.keyboard.press('Enter')
  await found(page).getByText('1 comment', { exact: true }).waitFor()
})

it('reads all pages, says how far it came, and shows nothing in part', async () => {
  const { page } = await admin('/person')
  let calls = 0
  const row = (n: number) => ({ id: `00000000-0000-7000-8000-${`${n}`.padStart(12, '0')}` })
  const answers = Array.from({ length: 3 }, (_, n) => ({
    comments: Array.from({ length: 100 }, (_, at) => ({
      ...row(n * 100 + at),
      formerTexts: [],
      evidence: [],
    })),
    notices: [],
    next: n < 2 ? row(n * 100 + 99).id : null,
  }))
  let isOn = () => {}
  const held = new Promise<void>((resolve) => {
    isOn = resolve
  })
  const asked: unknown[] = []
  await page.route('**/v1/admin/sites/news/disclosures', async (route) => {
    calls += 1
    asked.push(route.request().postDataJSON())
    if (calls === 2) return route.abort()
    if (calls === 4) await held
    return route.fulfill({ json: answers[calls < 3 ? 0 : calls - 3] })
  })
  await page.getByLabel('Address that they gave').fill(ada.email)
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('could not be reached').waitFor()
  expect(await found(page).count()).toBe(0)
  await page.keyboard.press('Enter')
  await page.getByRole('status').getByText('100 comments so far…').waitFor()
  isOn()
  await found(page).getByText('300 comments').waitFor()
  const { email } = ada
  expect(asked.slice(2)).toEqual([
    { email },
    { email, after: answers[0]?.next },
    { email, after: answers[1]?.next },
  ])
})

it('fits a phone, and a window magnified four times', async () => {
  const { first } = await aPerson()
  for (const viewport of [PHONE, { width: 320, height: 256 }]) {
    const { page } = await admin('/person', { viewport, hasTouch: true, isMobile: true })
    await page.getByLabel('Address that they gave').fill(ada.email)
    await page.keyboard.press('Enter')
    await found(page).getByText('2 comments').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Erase…' }).click()
    await page.getByRole('dialog').getByText('which stays').waitFor()
    expect(await smallFields(page)).toEqual([])
    expect(await axeViolations(page)).toEqual([])
    await page.goto(`${service.url}/console/person?site=news&comment=${first}`)
    await page.getByText('a comment by').waitFor()
    expect(await axeViolations(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    expect(await page.evaluate(() => innerWidth)).toBe(viewport.width)
  }
})
