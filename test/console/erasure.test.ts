import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { axeViolations, PHONE } from '../helpers/browser.ts'
import { type DeskService, eachAtADesk, seated } from '../helpers/console.ts'
import { aModerator, asHolder } from '../helpers/desk.ts'
import { aSite } from '../helpers/service.ts'
import { smallFields } from '../helpers/window.ts'

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  ;({ browser, service } = given)
})

const admin = (path: string, options: BrowserContextOptions = {}) =>
  seated(browser, service, { token: service.admin, path, options })
const ada = { name: 'Ada Lovelace', email: 'ada@readers.example' }
/** Comments of one author, and one of somebody else from the same place; their ids. */
async function written(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) ids.push((await service.submit(ada)).body.comment.id)
  await service.submit({ name: 'Bert Other', email: 'bert@readers.example' })
  return ids
}
const namesLeft = async () => {
  const path = '/v1/review/comments?limit=100'
  const { body } = await asHolder(service, service.admin)<{
    items: { comment: { author: { name: string } } }[]
  }>('GET', path)
  return body.items.map(({ comment }) => comment.author.name).toSorted()
}
const confirm = async (page: Page, word = 'erase') => {
  await page.getByLabel('Type “erase” to go on').fill(word)
  await page.keyboard.press('Enter')
}

it('erases one comment from its record by keyboard, once the word is typed, and says what came of it', async () => {
  const [id] = await written(2)
  const { page } = await admin(`/comment/${id}?site=news`)
  await page.getByRole('button', { name: 'Erase…' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('2 comments').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Tab')
  await page.keyboard.insertText('yes')
  await page.keyboard.press('Enter')
  await dialog.getByRole('alert').getByText('Type the word erase').waitFor()
  expect(await axeViolations(page)).toEqual([])
  expect(await namesLeft()).toEqual(['Ada Lovelace', 'Ada Lovelace', 'Bert Other'])
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText('Erase')
  await page.keyboard.press('Enter')
  await dialog.getByText('1 comment erased.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'Comment by —' }).waitFor()
  expect(await namesLeft()).toEqual(['Ada Lovelace', 'Bert Other', '—'])
})

it('erases everything by the author of a comment, from its record or the author’s page', async () => {
  const [first = '', second = ''] = await written(2)
  const { page } = await admin(`/comment/${first}?site=news`)
  await page.getByRole('button', { name: 'Erase…' }).click()
  await page.getByLabel('Everything by its author').check()
  await confirm(page)
  await page.getByRole('dialog').getByText('2 comments erased.').waitFor()
  expect(await namesLeft()).toEqual(['Bert Other', '—', '—'])

  const [third] = await written(1)
  expect([first, second]).not.toContain(third)
  await page.goto(`${service.url}/console/author/${third}?site=news`)
  await page.getByRole('button', { name: 'Erase…' }).click()
  await page.getByRole('dialog').getByText('1 comment').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await confirm(page)
  await page.getByRole('dialog').getByText('1 comment erased.').waitFor()
  expect(await namesLeft()).toEqual(['Bert Other', 'Bert Other', '—', '—', '—'])
})

it('erases everything under an e-mail address, and names what is kept as evidence', async () => {
  const [id] = await written(3)
  const held = { commentId: id, cause: 'legal-claim' }
  expect((await asHolder(service, service.admin)('POST', '/v1/admin/sites/news/evidence', held)).status).toBe(
    201,
  )
  const { page } = await admin('/erasure')
  await page.getByLabel('Address that they gave').fill('ADA@readers.example')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Erase…' }).click()
  await page.getByRole('dialog').getByText('ADA@readers.example').waitFor()
  await page.getByRole('dialog').getByText('3 comments').waitFor()
  await confirm(page)
  await page.getByRole('dialog').getByText('3 comments erased.').waitFor()
  await page.getByRole('dialog').getByText('Of one a copy is kept as evidence: tell the person.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  expect(await namesLeft()).toEqual(['Bert Other', '—', '—', '—'])
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByText('Nothing, on this site.').waitFor()
  expect(await page.getByRole('button', { name: 'Erase…' }).count()).toBe(0)
})

it('goes on where a call failed, and says how far it came', async () => {
  await written(1)
  const { page } = await admin('/person')
  let calls = 0
  await page.route('**/v1/admin/sites/news/erasures', async (route) => {
    calls += 1
    if (calls === 1) return route.fulfill({ json: { erased: 200, remaining: true, held: 0 } })
    return calls === 2 ? route.abort() : route.continue()
  })
  await page.getByLabel('Address that they gave').fill(ada.email)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Erase…' }).click()
  await confirm(page)
  await page.getByRole('alert').getByText('200 comments erased so far.').waitFor()
  await page.getByRole('button', { name: 'Erase', exact: true }).click()
  await page.getByRole('dialog').getByText('201 comments erased.').waitFor()
  expect(await namesLeft()).toEqual(['Bert Other', '—'])
})

it('fits a phone', async () => {
  const [id] = await written(1)
  const options = { viewport: PHONE, hasTouch: true, isMobile: true }
  const { page } = await admin(`/comment/${id}?site=news`, options)
  await page.getByRole('button', { name: 'Erase…' }).click()
  await page.getByRole('dialog').getByText('1 comment').waitFor()
  expect(await page.evaluate(() => innerWidth)).toBe(PHONE.width)
  expect(await smallFields(page)).toEqual([])
  expect(await axeViolations(page)).toEqual([])
})

it('is for admins of the site alone', async () => {
  const [id] = await written(1)
  const { page } = await seated(browser, service, { path: `/comment/${id}?site=news` })
  await page.getByRole('button', { name: 'Escalate' }).waitFor()
  expect(await page.getByRole('button', { name: 'Erase…' }).count()).toBe(0)
  await page.goto(`${service.url}/console/author/${id}?site=news`)
  await page.getByRole('button', { name: 'Ban…' }).waitFor()
  expect(await page.getByRole('button', { name: 'Erase…' }).count()).toBe(0)
  await page.locator('header .menu summary').last().click()
  expect(await page.getByRole('link', { name: 'Personal data' }).count()).toBe(0)
  await page.goto(`${service.url}/console/person`)
  await page.getByText('Only admins can look here').waitFor()
  expect(await page.locator('#main form').count()).toBe(0)
  const body = { commentId: id, scope: 'author' }
  const elsewhere = await aSite(service.deps)
  const { secret } = await aModerator(service, { role: 'admin' as never, siteIds: [elsewhere.id] })
  const erase = async (token: string) =>
    (await asHolder(service, token)('POST', '/v1/admin/sites/news/erasures', body)).status
  expect([await erase(service.moderator), await erase(secret)]).toEqual([403, 404])
  expect(await namesLeft()).toEqual(['Ada Lovelace', 'Bert Other'])
})
