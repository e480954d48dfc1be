import type { Browser, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { type DeskService, eachAtADesk, onDesk, seated, submitTexts } from '../helpers/console.ts'
import { aSite } from '../helpers/service.ts'

/* What a screen reader tells of the desk: what has the focus, and what is said beside it. */

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

/** What has the focus, as it is read: its name and what describes it. */
function read(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement: focused } = document
    const words = document.getElementById(focused?.getAttribute('aria-describedby') ?? '')?.textContent
    return `${focused?.getAttribute('aria-label')}: ${words}`
  })
}

/** What is said next, of all that is said politely or urgently. */
const said = (page: Page, words: string | RegExp, role: 'status' | 'alert' = 'status') =>
  page.getByRole(role).filter({ hasText: words }).waitFor()

it('reads each comment as it comes onto the desk, and a button that is pressed keeps the focus', async () => {
  const texts = ['The first of three.', 'The second of three.', 'The third of three.']
  const ids = await submitTexts(service, texts)
  const { page } = await seated(browser, service)
  const readsOn = async (id: string | null) => {
    await expect.poll(() => onDesk(page)).not.toBe(id)
    const next = await onDesk(page)
    await expect.poll(() => read(page)).toBe(`Comment by Ada Lovelace: ${texts[ids.indexOf(next!)]}`)
    return next
  }
  const first = await readsOn(null)
  await page.keyboard.press('r')
  await page.keyboard.press('1')
  const second = await readsOn(first)

  await page.getByRole('button', { name: 'Skip' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => onDesk(page)).not.toBe(second)
  expect(await page.locator(':focus').textContent()).toContain('Skip')
})

it('has comments read out in the language of their site, and all that the desk says in its own', async () => {
  const zeitung = await aSite(service.deps, { policy: { mode: 'pre', text: { locale: 'de' } } })
  await submitTexts(service, ['A letter in the language of the desk.'])
  const first = await service.submit({ text: 'Ein Brief über die Brücke.' }, { site: zeitung.slug })
  expect(first.status).toBe(202)
  const { page } = await seated(browser, service)
  const languageOf = (words: string) =>
    page.getByText(words).evaluateAll((all) => all.map((one) => one.closest('[lang]')?.getAttribute('lang')))
  await page.locator('.next [data-row]').nth(1).waitFor()
  await page.locator('[data-row]').filter({ hasText: 'Brief' }).getByRole('button').click()
  await page.locator('article.item').filter({ hasText: 'Ein Brief' }).waitFor()
  expect(await languageOf('Ein Brief')).toEqual(['de', 'de'])
  expect(await languageOf('A letter in')).toEqual(['en'])
  expect(
    await page.getByRole('heading', { level: 1 }).evaluate((one) => one.closest('[lang]')?.tagName),
  ).toBe('HTML')
  for (const key of ['t', 'p', 'i']) {
    await page.keyboard.press(key)
    await page.locator('.comment-row').waitFor()
    expect(await languageOf('Ein Brief')).toEqual(['de'])
    await page.keyboard.press('q')
    await page.locator('article.item').filter({ hasText: 'Ein Brief' }).waitFor()
  }
  await page.goto(`${service.url}/console/history`)
  await page.getByText('Ein Brief').first().waitFor()
  expect(await languageOf('Ein Brief')).toEqual(['de'])
})

it('reads every comment of a list, also those below the part that is seen', async () => {
  await submitTexts(
    service,
    Array.from({ length: 30 }, (_, n) => `Letter ${n * 7919 + 13} to the editors of the paper.`),
  )
  const { page } = await seated(browser, service)
  const cdp = await page.context().newCDPSession(page)
  const boxes = async () => {
    const { nodes } = await cdp.send('Accessibility.getFullAXTree')
    return nodes.filter(({ role }) => role?.value === 'checkbox').length
  }
  await page.locator('[data-row]').nth(29).waitFor()
  await expect.poll(boxes).toBe(30)
  await page.locator('.tools summary').click()
  await page.getByRole('button', { name: 'All in this view' }).click()
  await page.getByRole('button', { name: 'Approve…' }).click()
  await page.getByRole('dialog', { name: 'Approve 30 comments?' }).waitFor()
  await expect.poll(boxes).toBe(30)
  await page.goto(`${service.url}/console/search?q=letter`)
  await page.locator('[data-row]').first().waitFor()
  await expect.poll(boxes).toBe(await page.locator('[data-row]').count())
})

it('goes back to the comment from a note that was left, or that Escape leaves unsent', async () => {
  await submitTexts(service, ['A letter to make a note on.'])
  const { page } = await seated(browser, service)
  await page.locator('article.item:focus').waitFor()
  for (const leave of ['Control+Enter', 'Escape']) {
    await page.keyboard.press('n')
    await page.keyboard.type('Ask the archive.')
    await page.keyboard.press(leave)
    await page.locator('article.item:focus').waitFor()
  }
})

it('takes keys for commands once a note is on its way, and for words again where it is asked for, not where it is kept', async () => {
  await submitTexts(service, ['The first of two.', 'The second of two.'])
  const { page } = await seated(browser, service)
  await page.locator('article.item:focus').waitFor()
  const first = await onDesk(page)
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/notes?*', (route) => line.then(() => route.continue()))
  const sent = page.waitForRequest('**/notes?*')
  await page.keyboard.press('n')
  await page.keyboard.type('Ask the archive.')
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('j')
  expect((await sent).postDataJSON()).toMatchObject({ text: 'Ask the archive.' })
  await expect.poll(() => onDesk(page)).not.toBe(first)
  arrive()

  const field = page.getByLabel('A note for colleagues only')
  await page.keyboard.press('n')
  await page.keyboard.type('Is it')
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await page.keyboard.type(' him?')
  expect(await field.inputValue()).toBe('Is it him?')
  await page.keyboard.press('Escape')
  for (const key of ['k', 'j', 'k']) await page.keyboard.press(key)
  await expect.poll(() => onDesk(page)).toBe(first)
  await page.keyboard.press('j')
  expect(await field.inputValue()).toBe('Is it him?')
})

it('says where one is, how much was found, and that nothing waits', async () => {
  const [id] = await submitTexts(service, ['A letter about the ferry.'])
  const { page } = await seated(browser, service)
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
  await page.keyboard.press('a')
  await said(page, 'The desk is clear.')
  await page.getByRole('link', { name: 'Search' }).focus()
  await page.keyboard.press('Enter')
  await said(page, '1 comment.')
  await page.goto(`${service.url}/console?q=lighthouse`)
  await said(page, 'Nothing in this view waits.')
  await page.getByRole('link', { name: 'Bans' }).focus()
  await page.keyboard.press('Enter')
  await said(page, 'Bans')
})

it('interrupts when a colleague decides what is being read, and takes a further decision only once that was shown', async () => {
  const [id] = await submitTexts(service, ['A letter that two are reading.'])
  const { page } = await seated(browser, service)
  await page.locator(`article.item[data-comment="${id}"]`).waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  const body = { action: 'approve', version: 1 }
  await service.call('PUT', `/v1/review/comments/${id}/decision`, body, service.as(service.admin))
  await said(page, 'Ada Admin has just approved this.', 'alert')
  await page.getByText('or decide all the same: it then comes back, to be decided again').waitFor()
  await page.keyboard.press('r')
  await page.keyboard.press('1')
  await said(page, 'Your decision was not counted.', 'alert')
  await page.getByText('or decide again to overrule it').waitFor()
  await page.keyboard.press('r')
  await page.keyboard.press('1')
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
})

it('says once that the connection is lost, however many claims fail, and that it is back', async () => {
  const texts = Array.from({ length: 14 }, (_, n) => `Letter ${n * 7919 + 13} to the editors of the paper.`)
  await submitTexts(service, texts)
  const { page } = await seated(browser, service)
  await page.getByText('Live', { exact: true }).waitFor()
  await page.locator('article.item').waitFor()
  await page.context().setOffline(true)
  await said(page, 'Connection lost', 'alert')
  let failed = 0
  page.on('requestfailed', (request) => request.url().endsWith('/claims') && failed++)
  for (let n = 0; n < 5; n += 1) await page.keyboard.press('a')
  await expect.poll(() => failed, { timeout: 10_000 }).toBe(2)
  await said(page, 'Approved.')
  await page.context().setOffline(false)
  await said(page, 'The connection is back.')
})
