import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aDeskService, type DeskService, seated, statusOf, submitTexts } from '../helpers/console.ts'

let browser: Browser
let service: DeskService
let page: Page
let wave: string[]
let letter: string
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  service = await aDeskService({ jobs: true })
  wave = []
  for (let n = 0; n < 12; n += 1) {
    const text =
      'Win a watch of gold today, only while stock lasts, at https://watches.example/now and tell friends'
    const { body } = await service.submit({ name: 'Watchman', text }, { article: `a${n}` })
    wave.push(body.comment.id)
  }
  letter = (await service.submit({ name: 'Ada', text: 'A calm letter about the harbour.' })).body.comment.id
  page = (await seated(browser, service)).page
  await page.locator(`[data-row="${wave[0]}"] button.open`).click()
  await page.locator(`article.item[data-comment="${wave[0]}"]`).waitFor()
})
afterEach(() => service.close())

const statuses = async () => {
  const all = await Promise.all(wave.map((id) => statusOf(service, id)))
  return [...new Set(all)].toSorted()
}

it('selects all that say the same with one key, shows them, decides at once and takes it all back', async () => {
  await page.keyboard.press('l')
  await page.getByText('12 comments selected').first().waitFor()
  await page.getByRole('button', { name: 'Reject…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Reject 12 comments?' })
  await dialog.waitFor()
  expect(await dialog.getByRole('checkbox').count()).toBe(12)
  expect(await dialog.getByLabel('Reason').inputValue()).toBe('spam')
  await dialog.getByRole('button', { name: 'Reject 12' }).click()
  await page.getByText('12 comments rejected.').first().waitFor()
  expect(await statuses()).toEqual(['rejected spam'])
  expect(await statusOf(service, letter)).toBe('pending')

  await page.getByRole('button', { name: 'Undo all' }).click()
  await page.getByText('12 decisions taken back').first().waitFor()
  expect(await statuses()).toEqual(['pending'])
})

it('means the selected comments by its keys while any are selected, and takes them back with one and decides them again with another', async () => {
  await page.keyboard.press('w')
  await page.getByText('12 comments selected').first().waitFor()
  await page.keyboard.press('a')
  await page.getByRole('dialog', { name: 'Approve 12 comments?' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  await page.getByRole('dialog', { name: 'Reject 12 comments?' }).waitFor()
  await page.keyboard.press('Escape')
  expect(await statuses()).toEqual(['pending'])
  await page.keyboard.press('r')
  await page.keyboard.press('Enter')
  await page.getByText('12 comments rejected.').first().waitFor()
  await page.getByText('12 decisions in this sitting').waitFor()
  await page.keyboard.press('u')
  await page.getByText('12 decisions taken back').first().waitFor()
  expect(await statuses()).toEqual(['pending'])
  expect(await page.getByText('in this sitting').count()).toBe(0)
  await page.keyboard.press('y')
  await page.getByText('12 decisions in this sitting').waitFor()
  expect(await statuses()).toEqual(['rejected spam'])
})

it('ends a selection with Escape, which a dialog, a menu and a field have first', async () => {
  await page.keyboard.press('x')
  const selected = page.getByText('1 comment selected')
  await selected.waitFor()
  await page.keyboard.press('a')
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await page.keyboard.press('Escape')
  await page.locator('.tools summary').click()
  await page.keyboard.press('Escape')
  await selected.waitFor()
  await page.keyboard.press('Escape')
  await selected.waitFor({ state: 'detached' })
})

it('leaves out what is unticked in the preview, and what a colleague decided meanwhile', async () => {
  await page.keyboard.press('l')
  await page.getByText('12 comments selected').first().waitFor()
  const body = { action: 'approve', version: 1 }
  await service.call('PUT', `/v1/review/comments/${wave[11]}/decision`, body, service.as(service.admin))
  await page.getByRole('button', { name: 'Reject…' }).click()
  await page.getByRole('dialog').getByRole('checkbox').first().click()
  await page.getByRole('button', { name: 'Reject 11' }).click()
  await page
    .getByText('10 comments rejected; 1 comment had changed meanwhile and is left alone.')
    .first()
    .waitFor()
  expect(await statuses()).toEqual(['approved', 'pending', 'rejected spam'])

  await page.getByLabel('Select the comment by Ada').check()
  await service.call('PUT', `/v1/review/comments/${letter}/decision`, body, service.as(service.admin))
  await page.getByRole('button', { name: 'Reject…' }).click()
  await page.getByRole('dialog').getByLabel('Reason').selectOption('spam')
  await page.getByRole('button', { name: 'Reject 1' }).click()
  const toast = page.locator('.toast').filter({ hasText: /^0 comments rejected; 1 comment had changed/ })
  await toast.waitFor()
  expect(await toast.getByRole('button').count()).toBe(0)
})

it('does not tell a moderator as news what they decide at once themselves', async () => {
  await page.getByText('Live', { exact: true }).waitFor()
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/v1/review/decisions', async (route) => {
    const response = await route.fetch()
    await line
    await route.fulfill({ response })
  })
  const heard = page.evaluate(
    (id) =>
      new Promise<void>((resolve) => {
        new EventSource('/v1/review/events').addEventListener('decided', ({ data }) => {
          // The page’s own stream brings it as well.
          if (JSON.parse(data).commentId === id) setTimeout(resolve, 200)
        })
      }),
    wave[0]!,
  )
  await page.locator(`[data-row="${wave[0]}"]`).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Approve…' }).click()
  await page.getByRole('button', { name: 'Approve 1' }).click()
  await heard
  expect(await page.getByRole('alert').first().textContent()).toBe('')
  expect(await page.locator('.trouble').count()).toBe(0)
  arrive()
  await page.getByText('1 comment approved.').first().waitFor()
  await page.locator(`article.item:not([data-comment="${wave[0]}"])`).waitFor()
})

it.each([
  ['by author', 'All by this author', 12],
  ['by link domain', 'All that link to watches.example', 12],
  ['by view', 'All in this view', 13],
])('selects %s', async (_, choice, count) => {
  await page.locator('.tools summary').click()
  await page.getByRole('button', { name: choice }).click()
  await page.getByText(`${count} comments selected`).first().waitFor()
})

it('selects by search', async () => {
  await page.getByRole('searchbox', { name: 'Search the queue' }).fill('harbour')
  await page.keyboard.press('Enter')
  await page.locator(`article.item[data-comment="${letter}"]`).waitFor()
  await page.locator('.tools summary').click()
  await page.getByRole('button', { name: 'All in this view' }).click()
  await page.getByText('1 comment selected').first().waitFor()
})

it('decides at once on what a search over everything found', async () => {
  await page.goto(`${service.url}/console/search?q=harbour`)
  await page.getByRole('button', { name: 'Select these' }).click()
  await page.getByRole('button', { name: 'Approve…' }).click()
  await page.getByRole('button', { name: 'Approve 1' }).click()
  await page.locator(`[data-row="${letter}"][data-status="approved"]`).waitFor()
  expect(await statusOf(service, letter)).toBe('approved')
})

it('counts all that waits as decisions are made, and offers the likely reason for more than fit on a desk, but never the whole queue', async () => {
  const texts = Array.from({ length: 500 }, (_, n) => `You fucking idiot number ${n * 7919}, go away.`)
  await Promise.all([0, 1, 2, 3].map((k) => submitTexts(service, texts.slice(k * 125, k * 125 + 125))))
  await page.goto(`${service.url}/console`)
  await page.getByText('513 comments waiting').waitFor()
  // How many there are is told before one is leased.
  await page.locator('article.item').waitFor()
  await page.keyboard.press('a')
  await page.getByText('512 comments waiting').waitFor()
  await page.keyboard.press('u')
  await page.getByText('513 comments waiting').waitFor()
  await page.locator('.tools summary').click()
  await page.getByRole('button', { name: 'All in this view' }).click()
  await page.getByText('500 comments selected; more match.').first().waitFor()
  expect(await page.getByRole('button', { name: 'All that match…' }).count()).toBe(0)

  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption('words')
  await page.waitForURL('**/console?reason=words')
  await submitTexts(service, ['You fucking idiot, one more of these.'])
  await page.locator('.tools summary').click()
  await page.getByRole('button', { name: 'All in this view' }).click()
  await page.getByRole('button', { name: 'All that match…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Decide on all that match' })
  await dialog.getByRole('button', { name: 'Reject 501' }).waitFor()
  expect(await dialog.getByLabel('Reason').inputValue()).toBe('abuse')
})

it('shows how far background work is, on every page, and takes it back as a whole', async () => {
  const match = { site: 'news', domain: 'watches.example' }
  const body = { match, action: 'reject', reason: 'spam' }
  await service.call('POST', '/v1/review/bulk', body, service.as(service.moderator))
  await page.goto(`${service.url}/console/jobs`)
  await page.locator('main').getByText('12 of 12 decided').waitFor()
  await expect.poll(statuses).toEqual(['rejected spam'])
  await page.getByRole('button', { name: 'Undo all of it' }).click()
  await page.getByText('taken back').first().waitFor()
  await expect.poll(statuses).toEqual(['pending'])
})
