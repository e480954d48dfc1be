import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import { axeViolations, PHONE } from '../helpers/browser.ts'
import { type DeskService, eachAtADesk, seated } from '../helpers/console.ts'
import { aHeldComment, aModerator } from '../helpers/desk.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { aSite } from '../helpers/service.ts'
import { hookDesk, isSigned } from '../helpers/webhooks.ts'
import { smallFields } from '../helpers/window.ts'

let browser: Browser
let service: DeskService
/** What the receiver answers. */
let status = 204
let receiver: Awaited<ReturnType<typeof aReceiver>>
eachAtADesk(
  (given) => {
    ;({ browser, service } = given)
    status = 204
  },
  () => ({ jobs: true, env: { PRIVATE_HOSTS: '127.0.0.1' } }),
)
const { admin: ask, aHook } = hookDesk(() => service)

beforeEach(async () => {
  receiver = await aReceiver((response) => {
    response.statusCode = status
    response.end()
  })
  return () => receiver.close()
})

const admin = (path: string, options: BrowserContextOptions = {}) =>
  seated(browser, service, { token: service.admin, path, options })
const sent = (page: Page) => page.getByRole('region', { name: 'What was sent' })

it('leads an admin from none to a webhook, shows its secret once and what was sent', async () => {
  const { page } = await admin('/webhooks')
  await page.getByText('Nobody is told yet').waitFor()
  await page.getByLabel('Address').fill(receiver.url)
  await page.getByRole('button', { name: 'Make the webhook' }).click()
  const dialog = page.getByRole('dialog')
  const secret = await dialog.getByLabel('Secret', { exact: true }).inputValue()
  expect(secret).toMatch(/^whsec_/)
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click()
  await dialog.getByText('Copied.').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)
  await dialog.getByRole('button', { name: 'I have copied it' }).click()

  await page.waitForURL('**/console/webhooks/*')
  await page.getByRole('heading', { name: new URL(receiver.url).host }).waitFor()
  await page.getByText('Nothing was sent yet.').waitFor()
  expect(await page.content()).not.toContain(secret)
  await page.getByRole('button', { name: 'Send a ping' }).click()
  await page
    .getByRole('status')
    .getByText(/It arrived: answered 204 after \d+ ms\./)
    .waitFor()
  expect(receiver.received.map((one) => isSigned(secret, one))).toEqual([true])
  await aHeldComment(service)
  await expect.poll(() => receiver.received.length).toBe(2)
  const row = sent(page).getByRole('row').filter({ hasText: 'Held for a moderator' })
  await expect
    .poll(async () => {
      await page.getByRole('button', { name: 'Look again' }).click()
      return row.getByText('arrived').count()
    })
    .toBe(1)
  await page.getByRole('link', { name: 'All webhooks' }).click()
  await page.getByRole('row').getByText('arrived, answered 204, just now').waitFor()
  expect(await axeViolations(page)).toEqual([])
})

it('is changed by keyboard, and says at the field what is wrong, with the focus there', async () => {
  const { id } = await aHook('news', { url: `${receiver.url}/first` })
  const { page } = await admin('/webhooks')
  await page.getByRole('link', { name: `${receiver.url}/first` }).focus()
  await page.keyboard.press('Enter')
  const address = page.getByLabel('Address')
  await address.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText('http://hooks.example/x')
  await page.keyboard.press('Enter')
  await page.locator('.wrong').getByText('Use https.').waitFor()
  expect(await address.evaluate((field) => document.activeElement === field)).toBe(true)
  expect(await address.getAttribute('aria-invalid')).toBe('true')
  expect(await axeViolations(page)).toEqual([])

  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(`${receiver.url}/second`)
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.locator('.wrong').getByText('Choose at least one.').waitFor()
  const chosen = page.getByLabel('Only these:')
  expect(await chosen.evaluate((field) => document.activeElement === field)).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await page.locator('.toast').getByText('Saved').waitFor()
  const { body } = await ask('GET', `news/webhooks/${id}`)
  expect(body).toMatchObject({ url: `${receiver.url}/second`, events: ['comment.held'] })
})

it('is paused after a question, switched on, and given a new secret that signs beside the former one', async () => {
  const { id, secret } = await aHook('news', { url: receiver.url })
  const { page } = await admin(`/webhooks/${id}`)
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Pause' }).click()
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  expect((await ask('GET', `news/webhooks/${id}`)).body.disabledAt).toBeNull()
  await page.getByRole('button', { name: 'Pause' }).click()
  await dialog.getByRole('button', { name: 'Pause it' }).click()
  await page.getByText('Paused just now.').waitFor()
  expect((await ask('GET', `news/webhooks/${id}`)).body.disabledBecause).toBe('admin')
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  expect((await ask('GET', `news/webhooks/${id}`)).body.disabledAt).toBeNull()

  await page.getByRole('button', { name: 'New secret' }).click()
  await dialog.getByRole('button', { name: 'Make it' }).click()
  const other = await dialog.getByLabel('Secret', { exact: true }).inputValue()
  expect(other).not.toBe(secret)
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByText('The former secret signs too until').waitFor()
  await page.getByRole('button', { name: 'Send a ping' }).click()
  await page.getByRole('status').getByText('It arrived').waitFor()
  expect(receiver.received.map((one) => [isSigned(secret, one), isSigned(other, one)])).toEqual([
    [true, true],
  ])
})

it('sends again what was given up, one or all, and says why it did not arrive', async () => {
  const { id } = await aHook('news', { url: receiver.url })
  status = 500
  for (let n = 0; n < 3; n += 1) await aHeldComment(service)
  await expect.poll(async () => (await ask('GET', `news/webhooks/${id}`)).body.waiting).toBe(3)
  await expect.poll(() => receiver.received.length).toBeGreaterThanOrEqual(3)
  await service.deps.db.query(
    (sql) => sql`
    update deliveries set state = 'parked', next_at = null, attempts = 10, last_status = 500, last_error = 'answered 500'`,
  )
  const { page } = await admin(`/webhooks/${id}`)
  await page.getByText('some did not arrive').waitFor()
  await page.getByRole('button', { name: 'Send a ping' }).click()
  await page.getByRole('status').getByText('It was refused: answered 500').waitFor()
  const givenUp = page.getByRole('row').filter({ hasText: 'given up answered 500' })
  await expect.poll(() => givenUp.count()).toBe(3)
  expect(await axeViolations(page)).toEqual([])
  status = 204
  await givenUp.first().getByRole('button', { name: 'Send again' }).click()
  await page.locator('.toast').getByText('1 message on the way again.').waitFor()
  await page.getByRole('button', { name: 'Send again all that was given up (2)' }).click()
  await page.locator('.toast').getByText('2 messages on the way again.').waitFor()
  await page.getByText('some did not arrive').waitFor({ state: 'detached' })
  await page.getByLabel('Show').selectOption('what arrived')
  await expect
    .poll(async () => {
      await page.getByRole('button', { name: 'Look again' }).click()
      return page.getByRole('row').filter({ hasText: 'arrived answered 204' }).count()
    })
    .toBe(3)
})

it('says that a receiver ended it, and is deleted after a question', async () => {
  const { id } = await aHook('news', { url: receiver.url })
  status = 410
  await aHeldComment(service)
  await expect.poll(async () => (await ask('GET', `news/webhooks/${id}`)).body.disabledBecause).toBe('gone')
  const { page } = await admin('/webhooks')
  await page.getByRole('row').getByText('ended by its receiver').waitFor()
  await page.getByRole('link', { name: receiver.url }).click()
  await page.getByText('Its receiver answered 410 just now').waitFor()
  await page.getByText('Switch it on to send again').waitFor()
  expect(await page.getByRole('button', { name: 'Send again' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click()
  await page.getByText('Nobody is told yet').waitFor()
  expect((await ask('GET', `news/webhooks/${id}`)).status).toBe(404)
})

it('asks once, however often Enter is pressed, and lists a webhook whose answer was lost', async () => {
  const { page } = await admin('/webhooks')
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  let asked = 0
  await page.route('**/v1/admin/sites/news/webhooks', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    asked += 1
    await line
    await route.fetch()
    return route.abort()
  })
  await page.getByLabel('Address').fill(receiver.url)
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('Enter')
  arrive()
  await page.getByRole('alert').getByText('could not be reached').waitFor()
  expect(asked).toBe(1)
  await page.getByRole('link', { name: receiver.url }).waitFor()
  await page.keyboard.press('Enter')
  await page.unroute('**/v1/admin/sites/news/webhooks')
  await page.getByRole('button', { name: 'Make the webhook' }).click()
  await page.getByRole('alert').getByText('There is such a webhook already').waitFor()
})

it('fits a phone, with fields large enough and everything that was sent', async () => {
  const { id } = await aHook('news', { url: `${receiver.url}/${'long-'.repeat(60)}` })
  await aHeldComment(service)
  await expect.poll(() => receiver.received.length).toBe(1)
  const { page } = await admin('/webhooks', { viewport: PHONE, hasTouch: true, isMobile: true })
  for (const path of ['/webhooks', `/webhooks/${id}`]) {
    await page.goto(`${service.url}/console${path}`)
    await page.getByText('arrived').first().waitFor({ state: 'attached' })
    await page.getByLabel('Only these:').check()
    expect(await page.evaluate(() => innerWidth), path).toBe(PHONE.width)
    expect(await smallFields(page), path).toEqual([])
    expect(await axeViolations(page), path).toEqual([])
  }
})

it('is for admins: each of their own sites, and for moderators neither the page nor a way to it', async () => {
  const other = await aSite(service.deps, { slug: 'elsewhere' })
  await aHook('elsewhere', { url: `${receiver.url}/elsewhere` })
  const { secret } = await aModerator(service, { role: 'admin' as never, siteIds: [service.site.id] })
  const { page } = await seated(browser, service, { token: secret, path: `/webhooks?site=${other.slug}` })
  await page.locator('.note.bad').waitFor()
  expect(await page.getByText(receiver.url).count()).toBe(0)
  const { page: mos } = await seated(browser, service, { path: '/webhooks' })
  await mos.locator('.note.bad').waitFor()
  await mos.locator('header .menu summary').last().click()
  expect(await mos.getByRole('link', { name: 'Webhooks' }).count()).toBe(0)
  expect((await ask('GET', 'news/webhooks', undefined, service.moderator)).status).toBe(403)
  expect((await ask('POST', 'news/webhooks', { url: receiver.url }, service.moderator)).status).toBe(403)
})
