import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { axeViolations, PHONE } from '../helpers/browser.ts'
import { aDeskService, type DeskService, eachAtADesk, seated } from '../helpers/console.ts'
import { aHeldComment, aModerator, asHolder } from '../helpers/desk.ts'
import { aSite } from '../helpers/service.ts'

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  ;({ browser, service } = given)
})

/** As a service is before its first site. */
const withoutSites = () => service.deps.db.query((sql) => sql`truncate sites cascade`)

const admin = (path: string, options: BrowserContextOptions = {}) =>
  seated(browser, service, { token: service.admin, path, options })
const siteNow = async (slug: string) =>
  (await asHolder(service, service.admin)('GET', `/v1/admin/sites/${slug}`)).body
const origins = (page: Page) => page.getByLabel('Origins of its pages')

it('leads an admin from an empty service to the first site, its lines and its first comment', async () => {
  await withoutSites()
  const { page } = await admin('')
  await page.getByRole('heading', { name: 'There is no site yet' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('link', { name: 'make the first one' }).click()
  await page.getByLabel('Name', { exact: true }).fill('The Herald')
  expect(await page.getByLabel('Slug').inputValue()).toBe('the-herald')
  await page.getByLabel('Slug').fill('herald')
  await page.getByLabel('Name', { exact: true }).fill('The Herald, daily')
  await origins(page).fill('https://herald.example/\n\n https://*.herald.example \n')
  await page.getByRole('button', { name: 'Make the site' }).click()

  await page.waitForURL('**/console/sites/herald')
  await page.getByRole('heading', { name: 'The Herald, daily' }).waitFor()
  expect(
    await page.getByLabel('Lines for the place of the comments').inputValue(),
  ).toBe(`<script type="module" async src="${service.url}/embed.js"></script>
<postbag-comments id="comments" site="herald" article="ARTICLE-ID"></postbag-comments>`)
  expect(await siteNow('herald')).toMatchObject({
    name: 'The Herald, daily',
    origins: ['https://herald.example', 'https://*.herald.example'],
  })
  await page.getByRole('link', { name: 'Queue', exact: true }).click()
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  await aHeldComment(service, {}, { site: 'herald' })
  await page.locator('article.item').waitFor()
})

it('brings the comments of a site that was just made to colleagues who were at their desks before', async () => {
  const limited = await aModerator(service, { siteIds: [service.site.id] })
  const { page: theirs } = await seated(browser, service)
  const { page: others } = await seated(browser, service, { token: limited.secret })
  for (const page of [theirs, others])
    await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  const { page } = await admin('/sites')
  await page.getByLabel('Name', { exact: true }).fill('The Herald')
  await origins(page).fill('https://herald.example')
  await page.getByRole('button', { name: 'Make the site' }).click()
  await theirs.getByLabel('Site', { exact: true }).waitFor()
  const { id } = await aHeldComment(service, {}, { site: 'the-herald' })
  await theirs.locator(`article.item[data-comment="${id}"]`).waitFor()
  await aHeldComment(service)
  // Who of the two has it on the desk is up to who asked first; it is in the list of both.
  await others.locator('[data-row]').waitFor()
  expect(await others.locator('[data-row]').count()).toBe(1)
  expect(await others.getByLabel('Site', { exact: true }).count()).toBe(0)
})

it('changes name and origins by keyboard, and says at the field which origin is wrong', async () => {
  const { page } = await admin('/sites')
  await page.getByRole('link', { name: 'The News' }).click()
  await page.getByRole('button', { name: 'Save' }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await origins(page).fill('https://news.example\nhttps://news.example/sport\nnews')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('.wrong').waitFor()
  const field = origins(page)
  expect(await field.evaluate((element) => document.activeElement === element)).toBe(true)
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  const help = await field.getAttribute('aria-describedby')
  expect(await page.locator(`[id="${help}"]`).textContent()).toBe(
    '“https://news.example/sport”: Use an origin like https://news.example. “news”: Use an origin like https://news.example.',
  )
  expect(await axeViolations(page)).toEqual([])
  expect(await siteNow('news')).toMatchObject({ origins: ['https://news.example'] })

  await page.getByLabel('Name', { exact: true }).fill('The Evening News')
  await field.fill('https://news.example\nhttps://*.news.example')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'The Evening News' }).waitFor()
  expect(await field.getAttribute('aria-invalid')).toBe('false')
  expect(await siteNow('news')).toMatchObject({
    name: 'The Evening News',
    origins: ['https://news.example', 'https://*.news.example'],
  })
})

it.each([
  ['a slug that is taken', 'news', 'https://a.example', 'Slug', 'already: choose another'],
  ['a slug with signs', 'The News', 'https://a.example', 'Slug', 'lower-case letters'],
  ['no origin but blanks', 'other', ' \n ', 'Origins of its pages', 'Use an origin like'],
])(
  'refuses %s at its field, with the focus there, and keeps the rest',
  async (_, slug, typed, label, said) => {
    const { page } = await admin('/sites')
    await page.getByLabel('Name', { exact: true }).fill('Another')
    await page.getByLabel('Slug').fill(slug)
    await origins(page).fill(typed)
    await page.getByRole('button', { name: 'Make the site' }).click()
    await page.locator('.wrong').getByText(said).waitFor()
    expect(await page.getByLabel(label).getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel(label).evaluate((field) => document.activeElement === field)).toBe(true)
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Another')
    await expect.poll(() => page.getByRole('rowheader').allTextContents()).toEqual(['The News'])
  },
)

it('asks once, however often Enter is pressed until the answer is there, and lists a site whose answer was lost', async () => {
  const { page } = await admin('/sites')
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  let asked = 0
  await page.route('**/v1/admin/sites', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    asked += 1
    await line
    await route.fetch()
    return route.abort()
  })
  await page.getByLabel('Name', { exact: true }).fill('Lost')
  await origins(page).fill('https://lost.example')
  await page.keyboard.press('Tab')
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('Enter')
  arrive()
  await page.getByRole('alert').getByText('could not be reached').waitFor()
  expect(asked).toBe(1)
  await page.getByRole('link', { name: 'Lost' }).click()
  await page.waitForURL('**/console/sites/lost')
})

it('copies the lines for the pages, with the address that the service is known by', async () => {
  const known = await aDeskService({ env: { PUBLIC_URL: 'https://comments.example' } })
  try {
    const { page } = await seated(browser, known, { token: known.admin, path: '/sites/news' })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied.').waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain('src="https://comments.example/embed.js"')
    expect(copied).toContain('site="news"')
  } finally {
    await known.close()
  }
})

it('shows the lines in full on a phone, and leads from them to the chapter about them', async () => {
  const { page } = await admin('/sites/news', { viewport: PHONE })
  const lines = page.getByLabel('Lines for the place of the comments')
  expect(await lines.evaluate((field) => field.scrollHeight - field.clientHeight)).toBe(0)
  await page.getByRole('link', { name: 'More about embedding' }).click()
  await page.waitForURL('**/docs#embedding')
  expect(await page.locator('#embedding').textContent()).toBe('Embedding')
})

it('lets the admin of some sites change these and make none', async () => {
  await aSite(service.deps, { slug: 'elsewhere' })
  const { secret } = await aModerator(service, { role: 'admin' as never, siteIds: [service.site.id] })
  const { page } = await seated(browser, service, { token: secret, path: '/sites' })
  await page.getByRole('rowheader').waitFor()
  expect(await page.getByRole('rowheader').count()).toBe(1)
  expect(await page.getByRole('button', { name: 'Make the site' }).count()).toBe(0)
  await page.getByRole('rowheader').getByRole('link').click()
  await origins(page).fill('https://mine.example')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('.toast').getByText('Saved').waitFor()
  expect(await siteNow('news')).toMatchObject({ origins: ['https://mine.example'] })
})

it('shows moderators neither the page nor a way to it, and tells them whom an empty desk waits for', async () => {
  const { page } = await seated(browser, service, { path: '/sites' })
  await page.locator('.note.bad').waitFor()
  expect(await page.locator('form, table').count()).toBe(0)
  await page.locator('header .menu summary').last().click()
  expect(await page.getByRole('link', { name: 'Sites' }).count()).toBe(0)
  await withoutSites()
  await page.goto(`${service.url}/console`)
  await page.getByText('an admin for all sites can make the first one').waitFor()
  expect(await page.getByRole('link', { name: 'make the first one' }).count()).toBe(0)
})

it('says on the pages of settings that there is no site yet', async () => {
  await withoutSites()
  const { page } = await admin('/policy')
  await page.getByRole('heading', { name: 'There is no site yet' }).waitFor()
  await page.getByRole('link', { name: 'make the first one' }).click()
  await page.getByRole('button', { name: 'Make the site' }).waitFor()
})
