import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aDeskService, type DeskService, fillQueue, seated, statusOf } from '../helpers/console.ts'
import { aReceiver } from '../helpers/receiver.ts'

let browser: Browser
let service: DeskService
let page: Page
let ids: string[]
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  service = await aDeskService({ jobs: true, env: { PRIVATE_HOSTS: '127.0.0.1' } })
  ids = await fillQueue(service)
})
afterEach(() => service.close())

async function open(path: string): Promise<void> {
  page = (await seated(browser, service, { path, token: service.admin })).page
}

const policy = async () => {
  const answer = await service.call(
    'GET',
    '/v1/admin/sites/news/policy',
    undefined,
    service.as(service.admin),
  )
  return (await answer.json()) as { version: number; own: Record<string, unknown> }
}

it('shows one section in another order under a link of its own, and keeps it under a name', async () => {
  await open('')
  await page.getByRole('combobox', { name: 'In', exact: true }).selectOption('Sport')
  await page.getByRole('combobox', { name: 'Order', exact: true }).selectOption('newest')
  await page.waitForURL('**/console?sort=newest&section=Sport')
  await expect.poll(() => page.locator('[data-row]').count()).toBe(3)
  await page.locator('.views summary').click()
  await page.getByRole('button', { name: 'Save this view…' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Sport tonight')
  await page.keyboard.press('Enter')
  await page.locator('.views summary').getByText('Sport tonight').waitFor()

  await page.getByRole('link', { name: 'Whole queue' }).click()
  await expect.poll(() => page.locator('[data-row]').count()).toBe(ids.length)
  await page.locator('.views summary').click()
  await page.getByRole('link', { name: 'Sport tonight' }).click()
  await expect.poll(() => page.locator('[data-row]').count()).toBe(3)
})

it('marks in place what raised the signals, and shows author, likenesses and reasons beside it', async () => {
  await open(`?q=coins`)
  await page.locator('article.item mark').getByText('https://coins.example/start').waitFor()
  const evidence = page.getByRole('complementary', { name: 'Evidence' })
  await evidence.getByText('Links', { exact: true }).waitFor()
  await evidence.getByRole('heading', { name: 'Said elsewhere' }).waitFor()
  await evidence.getByRole('heading', { name: 'Author' }).waitFor()
  await page.getByRole('button', { name: /^Reject as (spam|duplicate)/ }).waitFor()
})

it('decides within an article’s thread, and closes it', async () => {
  await open('/thread/bridge?site=news')
  const row = page.locator(`[data-row="${ids[0]}"]`)
  await row.getByRole('button', { name: 'Approve' }).click()
  await row.getByText('Approved').waitFor()
  expect(await statusOf(service, ids[0]!)).toBe('approved')
  await page.getByRole('button', { name: 'Undo' }).click()
  await row.getByText('Waiting').waitFor()
  await page.getByRole('button', { name: 'Close or open' }).click()
  await page.getByRole('radio', { name: 'Closed' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Article closed', { exact: true }).waitFor()
  expect((await service.submit()).status).toBe(403)
})

it('tries another policy on past comments, puts it in force, shows what changed and lays it back', async () => {
  await open('/policy')
  const field = page.getByLabel('Held from')
  await field.fill('9')
  await page.getByLabel('Publishing').selectOption('auto')
  await page.getByRole('button', { name: 'Try on past comments' }).click()
  await page
    .getByRole('heading', { name: /Of the newest 9 comments, \d would have gone another way/ })
    .waitFor()
  const errors = page.getByRole('row', { name: 'published, though people rejected it' })
  expect(await errors.textContent()).toContain('not known')
  expect((await policy()).version).toBe(1)

  await page.getByLabel('What you change, and why').fill('Sources are welcome')
  await page.getByRole('button', { name: 'Put in force' }).click()
  await page.getByText('Version 2', { exact: true }).waitFor()
  const versions = page.getByRole('region', { name: 'Versions' })
  await versions.getByText('Sources are welcome').waitFor()
  await expect.poll(() => versions.textContent()).toContain('Held from: 2 9')
  expect((await policy()).own).toMatchObject({ mode: 'auto', links: { holdAt: 9 } })

  await page.getByRole('button', { name: 'Lay version 1 into the form' }).click()
  expect(await page.getByLabel('Held from').inputValue()).toBe('2')
  await page.getByRole('button', { name: 'Put in force' }).click()
  await page.getByText('Version 3', { exact: true }).waitFor()
  expect((await policy()).own).toMatchObject({ mode: 'pre' })
})

it('marks a setting that is not valid and keeps what was typed', async () => {
  await open('/policy')
  await page.getByLabel('Language').fill('not a language')
  await page.getByRole('button', { name: 'Put in force' }).click()
  await page.locator('[data-path="text.locale"] .wrong').waitFor()
  expect(await page.getByLabel('Language').inputValue()).toBe('not a language')
  await page.getByRole('button', { name: 'Put in force' }).click()
  // Said again, for screen readers: the same words with a mark behind.
  await expect.poll(() => page.getByRole('status').first().textContent()).toMatch(/marked\.\u200b$/)
  const said = await page.locator('.toast span').allTextContents()
  expect(said).toEqual(['Some settings are not valid; they are marked.'])
  expect((await policy()).version).toBe(1)
})

it('says what words would have held before they count', async () => {
  await open('/words')
  await page.getByLabel('Hold for a person').fill('railing\nuncle')
  await page.getByRole('button', { name: /What would these have held/ }).click()
  await page.getByRole('heading', { name: '3 would have been held' }).waitFor()
  await page.locator('mark').getByText('railing').waitFor()
  expect((await policy()).version).toBe(1)
  await page.getByRole('button', { name: 'Put in force' }).click()
  await expect.poll(async () => (await policy()).own).toMatchObject({ words: { hold: ['railing', 'uncle'] } })
})

it('names the entry of a word list that cannot be taken', async () => {
  await open('/words')
  await page.getByLabel('Reject at once').fill('fine\n(.*)+')
  await page.getByRole('button', { name: 'Put in force' }).click()
  await page.getByText('“(.*)+”: This is a pattern').waitFor()
})

it('says reasons in the newsroom’s own words', async () => {
  await open('/statements')
  const field = page.getByLabel('Off topic')
  await field.fill('Our house rules ask for comments on the article.')
  await page.locator('form').filter({ has: field }).getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved. The next decision will use it.').first().waitFor()
  await page.reload()
  await expect
    .poll(() => page.getByLabel('Off topic').inputValue())
    .toBe('Our house rules ask for comments on the article.')
})

it('has a chat told of what waits, and never shows its address again', async () => {
  const chat = await aReceiver()
  await open('/alerts')
  const field = page.getByLabel('Address of the chat’s incoming webhook')
  await field.fill('http://chat.example/hooks/a-secret')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').getByText('Use https.').waitFor()
  await field.fill(`${chat.url}/hooks/a-secret`)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('The chat took it.').first().waitFor()
  expect(chat.received[0]?.body).toContain(`${ids.length} comments wait for a moderator`)
  await page.getByText('Last told').waitFor()
  expect(await page.content()).not.toContain('a-secret')
  await page.getByRole('button', { name: 'Tell it no more' }).click()
  await page.getByRole('button', { name: 'Send a test' }).waitFor({ state: 'detached' })
  await chat.close()
})

it('draws the figures, each with a table, and hands them out as CSV', async () => {
  const body = { action: 'approve', version: 1 }
  await service.call('PUT', `/v1/review/comments/${ids[0]}/decision`, body, service.as(service.moderator))
  await service.deps.db.query(
    (sql) => sql`update comments set created_at = created_at - interval '3 hours' where id = ${ids[1]!}`,
  )
  await open('/insight')
  await page.locator('.plot canvas').first().waitFor()
  await page.getByText('The longest anybody waited was 3 h.').waitFor()
  await page.getByText('As a table: Decisions', { exact: true }).click()
  await page
    .getByRole('region', { name: 'Decisions, as a table' })
    .getByRole('columnheader', { name: 'approved' })
    .waitFor()
  const href = await page.getByRole('link', { name: 'Decisions', exact: true }).getAttribute('href')
  const answer = await page.request.get(`${service.url}${href}`)
  expect(answer.headers()['content-type']).toContain('text/csv')
})

const lastDecision = async () => {
  const answer = await service.call(
    'GET',
    '/v1/review/decisions?by=moderator',
    undefined,
    service.as(service.admin),
  )
  return ((await answer.json()) as { items: { action: string }[] }).items[0]?.action
}

it('names in the history what was decided about, and in the figures what the machine has learned', async () => {
  await open(`?q=coins`)
  await page.locator('article.item').waitFor()
  await page.keyboard.press('e')
  await expect.poll(lastDecision).toBe('reject')
  await page.goto(`${service.url}/console/history?by=moderator`)
  const row = page.locator('tbody tr').first()
  await row.getByText('Rejected').waitFor()
  await row.getByRole('link', { name: /coins/i }).click()
  await page.getByRole('heading', { name: 'Decisions' }).waitFor()

  await page.goto(`${service.url}/console/insight`)
  await page.getByText('The machine has learned from 1 decision of people. Until there are 60').waitFor()
  await page.getByText('The policy allows 1%, that is 1 of 100.').waitFor()
})

it('switches the built-in word list off and on again', async () => {
  await open('/words?site=news')
  const box = page.getByLabel('Hold plain abuse too, by the built-in list')
  expect(await box.isChecked()).toBe(true)
  await box.uncheck()
  await page.getByRole('button', { name: 'Put in force' }).click()
  await expect.poll(async () => (await policy()).own['words']).toEqual({ builtIn: [] })
  await page.getByRole('button', { name: 'Put in force', disabled: true }).waitFor()
  expect(await box.isChecked()).toBe(false)
  await box.check()
  await page.getByRole('button', { name: 'Put in force' }).click()
  await expect.poll(async () => (await policy()).own['words']).toBeUndefined()
})
