import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import {
  aDeskService,
  aSeat,
  type DeskService,
  decisionsOf,
  fillQueue,
  onDesk,
  signInAs,
  statusOf,
  submitTexts,
} from '../helpers/console.ts'
import type { Window } from '../helpers/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

describe('one moderator', () => {
  let service: DeskService
  beforeEach(async () => {
    service = await aDeskService()
    return () => service.close()
  })

  it('signs in with a token and decides with one key each', async () => {
    const ids = new Set(await fillQueue(service))
    const { page } = await aSeat(browser, service)
    await signInAs(page, service.moderator)

    const first = await page.locator('article.item').getAttribute('data-comment')
    expect(ids).toContain(first)
    await page.keyboard.press('a')
    await page.locator(`article.item:not([data-comment="${first}"])`).waitFor()
    const second = await onDesk(page)
    await page.keyboard.press('r')
    await page.keyboard.press('2')
    await page.locator(`article.item:not([data-comment="${second}"])`).waitFor()

    await expect.poll(() => statusOf(service, first!)).toBe('approved')
    await expect.poll(() => statusOf(service, second!)).toBe('rejected abuse')
  })

  it('takes back one decision with each press of a key, however fast', async () => {
    const texts = [
      'One thing to decide about the new bridge.',
      'Another about the ferry.',
      'And the lighthouse.',
    ]
    const ids = await submitTexts(service, texts)
    const { page } = await aSeat(browser, service)
    await signInAs(page, service.moderator)
    await page.locator('article.item').waitFor()
    for (const _ of ids) await page.keyboard.press('a')
    await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
    for (const id of ids) await expect.poll(() => statusOf(service, id)).toBe('approved')

    for (const _ of ids) await page.keyboard.press('u')
    for (const id of ids) await page.locator(`[data-row="${id}"]`).waitFor()
    for (const id of ids) expect(await statusOf(service, id)).toBe('pending')
    expect(await page.getByText('Not undone').count()).toBe(0)
  })

  it('offers what comes after the first page, whatever is leased from beyond it', async () => {
    const texts = Array.from({ length: 52 }, (_, n) => `Letter ${n * 7919 + 13} to the editors of the paper.`)
    const ids = await submitTexts(service, texts)
    const path = `/v1/review/claims/${ids.at(-1)}?site=news`
    expect((await service.call('PUT', path, undefined, service.as(service.moderator))).status).toBe(200)
    const { page } = await aSeat(browser, service)
    const leased = page.waitForResponse('**/v1/review/claims')
    await page.route('**/v1/review/queue?*', (route) => leased.then(() => route.continue()))
    await signInAs(page, service.moderator)
    await leased
    await page.getByRole('button', { name: 'Load more' }).click()
    await expect.poll(() => page.locator('.next [data-row]').count()).toBe(52)
    await page.getByRole('button', { name: 'Load more' }).waitFor({ state: 'detached' })
  })

  it('says who was quicker when a decision comes too late, and counts nothing', async () => {
    const [id] = await submitTexts(service, ['Both of us look at this one right now.'])
    const { page } = await aSeat(browser, service)
    await page.route('**/v1/review/events*', (route) => route.abort())
    await signInAs(page, service.moderator)
    await page.locator('article.item').waitFor()
    const body = { action: 'reject', reason: 'off-topic', version: 1 }
    await service.call('PUT', `/v1/review/comments/${id}/decision`, body, service.as(service.admin))

    await page.keyboard.press('a')
    const trouble = page.locator('article.item .trouble')
    await trouble.waitFor()
    expect(await trouble.textContent()).toMatch(/Ada Admin rejected this \(off topic\) .*was not counted/s)
    expect(await statusOf(service, id!)).toBe('rejected off-topic')
    await page.getByRole('button', { name: 'Leave it at that' }).click()
    await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  })

  it.each([
    ['', 'auto'],
    [', also where the browser does not hold its place', 'none'],
  ])(
    'keeps the row of what lies on the desk in sight, however many colleagues are on before it%s',
    async (_, anchor) => {
      const texts = Array.from(
        { length: 20 },
        (_, n) => `Letter ${n * 7919 + 13} to the editors of the paper.`,
      )
      await submitTexts(service, texts)
      await service.call('POST', '/v1/review/claims', { count: 19 }, service.as(service.admin))
      const { page } = await aSeat(browser, service)
      await page.evaluate((value) => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(`.next { overflow-anchor: ${value} }`)
        document.adoptedStyleSheets = [sheet]
      }, anchor)
      const leased = page.waitForResponse('**/v1/review/claims')
      await page.route('**/v1/review/queue?*', (route) => leased.then(() => route.continue()))
      await signInAs(page, service.moderator)
      await leased
      await page.locator('.next[aria-busy="false"] [aria-current="true"]').waitFor()
      const middle = () =>
        page.locator('.next [aria-current="true"]').evaluate((row) => {
          const { left, top, height } = row.getBoundingClientRect()
          return row.contains(document.elementFromPoint(left + 5, top + height / 2))
        })
      await expect.poll(middle).toBe(true)
    },
  )

  it('refuses a token nobody has with a sentence', async () => {
    const { page } = await aSeat(browser, service)
    await page.getByLabel('Your token').fill('pbt_of-nobody')
    await page.keyboard.press('Enter')
    await page.getByText('This token is not known, has expired or was revoked.').waitFor()
  })
})

describe('two moderators', () => {
  let service: DeskService
  let seats: Window[]
  beforeEach(async () => {
    service = await aDeskService()
    seats = await Promise.all([aSeat(browser, service), aSeat(browser, service)])
    return () => service.close()
  })

  it('never have the same comment on their desks, and decide each exactly once', async () => {
    const texts = Array.from({ length: 24 }, (_, n) => `Reader number ${n} writes about item ${n * 7919}.`)
    const ids = await submitTexts(service, texts)
    const [one, other] = seats.map(({ page }) => page)
    await Promise.all([signInAs(one!, service.moderator), signInAs(other!, service.admin)])
    const seen = await Promise.all([one!, other!].map((page) => decideAll(page)))

    expect(seen.flat().toSorted()).toEqual(ids.toSorted())
    await expect.poll(() => decisionsOf(service)).toBe(ids.length)
  })

  it('see each other’s decisions as they are taken', async () => {
    const ids = await submitTexts(service, ['The first of two comments.', 'The second of two comments.'])
    const [one, other] = seats.map(({ page }) => page)
    await signInAs(one!, service.moderator)
    await one!.locator('article.item').waitFor()
    await signInAs(other!, service.admin)
    await other!.getByText('Mo Derator is on it').first().waitFor()
    await one!.keyboard.press('a')
    await other!.locator(`[data-row]`).nth(1).waitFor({ state: 'detached' })
    expect(ids).toContain(await other!.locator('[data-row]').getAttribute('data-row'))
  })

  it('see that a decision was taken back, and may decide again', async () => {
    const [id] = await submitTexts(service, ['One comment that two are looking at.'])
    const [one, other] = seats.map(({ page }) => page)
    await signInAs(one!, service.moderator)
    await one!.locator('article.item').waitFor()
    await signInAs(other!, service.admin)
    await other!.locator('[data-row] .open').click()
    await other!.getByText('Live', { exact: true }).waitFor()
    await one!.keyboard.press('a')
    const mark = other!.locator('article').getByText('Mo Derator has just approved this.')
    await mark.waitFor()
    await one!.keyboard.press('u')
    await mark.waitFor({ state: 'detached' })
    await other!.keyboard.press('a')
    await other!.getByRole('heading', { name: 'The desk is clear' }).waitFor()
    await expect.poll(() => statusOf(service, id!)).toBe('approved')
  })
})

/**
 * Approves whatever comes onto the desk until it is clear, once more what a busy service did not take; the ids in order.
 */
async function decideAll(page: Page): Promise<string[]> {
  const seen: string[] = []
  const clear = page.getByRole('heading', { name: /The desk is clear|Colleagues are on all/ })
  const returned = page.locator('article.item', { hasText: /The service (cannot|could not) / })
  for (;;) {
    const fresh = page.locator(`article.item${seen.map((id) => `:not([data-comment="${id}"])`).join('')}`)
    const item = fresh.or(returned)
    await item.or(clear).first().waitFor()
    // A desk that was clear may be fetching again by the next question, and has neither then.
    const [id] = await item.evaluateAll((all) => all.map((one) => one.getAttribute('data-comment')))
    if (id) {
      if (!seen.includes(id)) seen.push(id)
      await page.keyboard.press('a')
    } else if (await clear.isVisible()) return seen
  }
}
