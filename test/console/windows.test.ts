import type { Browser, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import {
  type DeskService,
  decisionsOf,
  eachAtADesk,
  seated,
  statusOf,
  submitTexts,
} from '../helpers/console.ts'

/* One moderator with the desk open twice. */

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

/** Two tabs of one browser, of which the other was made by duplicating the one: storage is copied. */
async function twoTabs(): Promise<[Page, Page]> {
  const { page } = await seated(browser, service)
  await page.locator('article.item').waitFor()
  const opened = page.waitForEvent('popup')
  await page.evaluate(() => void window.open(location.href))
  const other = await opened
  await other.locator('header.bar').waitFor()
  return [page, other]
}

it('gets different comments in each window, and decides none twice', async () => {
  const texts = Array.from({ length: 14 }, (_, n) => `Reader number ${n} writes about item ${n * 7919}.`)
  const ids = await submitTexts(service, texts)
  const [one, other] = await twoTabs()
  const seen: string[] = []
  while (seen.length < ids.length) {
    for (const page of [one, other]) {
      const id = await page.evaluate(
        () => document.querySelector<HTMLElement>('article.item')?.dataset.comment,
      )
      if (id === undefined) continue
      seen.push(id)
      await page.keyboard.press('a')
      await page.locator(`article.item[data-comment="${id}"]`).waitFor({ state: 'detached' })
    }
  }
  expect(seen.toSorted()).toEqual(ids.toSorted())
  await expect.poll(() => decisionsOf(service)).toBe(ids.length)
})

it('is told what the other window has open, and gets it once that is closed', async () => {
  const [id] = await submitTexts(service, ['The only letter that waits.'])
  const [one, other] = await twoTabs()
  await other.getByRole('heading', { name: 'Your other window has all that is left' }).waitFor()
  const holder = other.locator('[data-row]').getByText('Open in your other window')
  await holder.waitFor()
  const [row, chip] = [await other.locator('[data-row]').boundingBox(), await holder.boundingBox()]
  expect(chip!.x + chip!.width).toBeLessThanOrEqual(row!.x + row!.width)
  await other.locator('[data-row] .open').click()
  await other.locator('article.item').getByText('Open in your other window.').waitFor()
  await one.close({ runBeforeUnload: true })
  await other.locator('article.item').getByText('Open in your other window.').waitFor({ state: 'detached' })
  await other.keyboard.press('a')
  await other.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  await expect.poll(() => statusOf(service, id!)).toBe('approved')
})

it('stays the same window when it is loaded again, and gets back what it could not give back', async () => {
  await submitTexts(service, ['The only letter that waits.'])
  const { page } = await seated(browser, service)
  const nextClaim = () =>
    page.waitForRequest((one) => one.url().endsWith('/claims') && one.method() === 'POST')
  await page.locator('article.item').waitFor()
  await page.route('**/v1/review/claims', (route) =>
    route.request().method() === 'DELETE' ? route.abort() : route.continue(),
  )
  const claim = nextClaim()
  await page.reload()
  expect((await claim).headers()['postbag-window']).toMatch(/^[0-9a-f-]{36}$/)
  await page.locator('article.item').waitFor()
  expect(await page.getByText('your other window').count()).toBe(0)
  const again = nextClaim()
  await page.reload()
  expect((await again).headers()['postbag-window']).toBe((await claim).headers()['postbag-window'])
})
