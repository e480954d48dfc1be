import type { Browser, Page, Route } from 'playwright-core'
import { expect, it } from 'vitest'
import { type DeskService, eachAtADesk, onDesk, seated, statusOf, submitTexts } from '../helpers/console.ts'

/* What a moderator left for a while, by skipping it or for another page. */

let browser: Browser
let service: DeskService
let page: Page
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

async function sitDown(): Promise<void> {
  page = (await seated(browser, service)).page
  await page.locator('article.item').waitFor()
}

/** The comments that somebody holds. */
async function held(): Promise<string[]> {
  const rows = await service.deps.db.query(
    (sql) => sql<{ id: string }[]>`select comment_id as id from claims where expires_at > now()`,
  )
  return rows.map(({ id }) => id)
}

it('comes back from a thread to the comment that lay on the desk, and what was skipped stays skipped', async () => {
  const ids = await submitTexts(service, ['The first letter.', 'The second letter.', 'The third letter.'])
  await sitDown()
  const skipped = (await onDesk(page))!
  await page.keyboard.press('s')
  await page.locator(`article.item:not([data-comment="${skipped}"])`).waitFor()
  const left = (await onDesk(page))!
  await page.keyboard.press('t')
  await page.getByText('The whole thread in moderation').waitFor()
  await page.keyboard.press('q')
  await page.locator(`article.item[data-comment="${left}"]`).waitFor()
  await page.locator(`[data-row="${skipped}"]`).getByText('skipped').waitFor()
  await page.keyboard.press('a')
  await expect.poll(() => statusOf(service, left)).toBe('approved')
  const last = ids.find((id) => id !== skipped && id !== left)
  await page.locator(`article.item[data-comment="${last}"]`).waitFor()
})

it('goes on leasing what comes next once something was skipped, and comes back to it when nothing else is left', async () => {
  const ids = await submitTexts(service, ['The first letter.', 'The second letter.', 'The third letter.'])
  await sitDown()
  const skipped = (await onDesk(page))!
  await page.keyboard.press('s')
  await page.locator(`article.item:not([data-comment="${skipped}"])`).waitFor()
  const others = ids.filter((id) => id !== skipped).toSorted()
  await expect.poll(async () => (await held()).toSorted()).toEqual(others)
  const [late] = await submitTexts(service, ['A letter that came meanwhile.'])
  await expect.poll(held).toContain(late)
  for (const _ of [...others, late]) {
    const id = (await onDesk(page))!
    expect(id).not.toBe(skipped)
    await page.keyboard.press('a')
    await page.locator(`article.item:not([data-comment="${id}"])`).waitFor()
  }
  expect(await onDesk(page)).toBe(skipped)
})

it('comes back also to what was skipped while leases were on their way', async () => {
  await submitTexts(service, ['The first letter.'])
  await sitDown()
  const skipped = (await onDesk(page))!
  const asked = Promise.withResolvers<void>()
  const late = Promise.withResolvers<void>()
  const delay = async (route: Route) => {
    const response = await route.fetch()
    asked.resolve()
    await late.promise
    await route.fulfill({ response })
  }
  await page.route('**/v1/review/claims', delay, { times: 1 })
  const [other] = await submitTexts(service, ['A letter that came meanwhile.'])
  await asked.promise
  await page.keyboard.press('s')
  await expect.poll(held).toEqual([other])
  // With the news of this one, that of the lease that was given back has come.
  const [last] = await submitTexts(service, ['And a third one.'])
  await page.locator(`[data-row="${last}"]`).waitFor()
  late.resolve()
  for (const id of [other, last]) {
    await page.locator(`article.item[data-comment="${id}"]`).waitFor()
    await page.keyboard.press('a')
  }
  await page.locator(`article.item[data-comment="${skipped}"]`).waitFor()
})

it.each([
  ['', false],
  [' while no news arrive', true],
])('decides in a thread by keys alone, and comes back to a desk that knows it%s', async (_, isCutOff) => {
  const ids = await submitTexts(service, ['An older letter.', 'A newer letter.'])
  await sitDown()
  await page.getByText('Live', { exact: true }).waitFor()
  if (isCutOff) await page.evaluate(() => dispatchEvent(new Event('offline')))
  await page.keyboard.press('t')
  await page.locator('[data-row]').nth(1).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await page.locator(`[data-row="${ids[0]}"][data-status="approved"]`).waitFor()
  await page.keyboard.press('k')
  await page.keyboard.press('r')
  await page.keyboard.press('9')
  await page.locator(`[data-row="${ids[1]}"][data-status="rejected"]`).waitFor()
  await page.keyboard.press('u')
  await page.locator(`[data-row="${ids[1]}"][data-status="pending"]`).waitFor()
  expect(await statusOf(service, ids[0]!)).toBe('approved')
  await page.keyboard.press('q')
  await page.locator(`article.item[data-comment="${ids[1]}"]`).waitFor()
  expect(await page.locator(`[data-row="${ids[0]}"]`).count()).toBe(0)
})
