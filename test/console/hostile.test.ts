import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, PHONE } from '../helpers/browser.ts'
import { aDeskService, type DeskService, seated } from '../helpers/console.ts'
import { hostileRows } from '../helpers/data.ts'
import { WIDE } from '../helpers/wide.ts'

const KINDS: readonly (readonly [kind: string, rows: readonly Record<string, unknown>[]])[] = [
  ['markers', texts('markers', 'payload')],
  ['markup', texts('html-payloads', 'html')],
  ['fragments', texts('html-fragments', 'html')],
  ['naughty strings', texts('naughty-strings', 'text')],
  ['naughty names', hostileRows<{ text: string }>('naughty-strings').map(({ text }) => ({ name: text }))],
  ['names', hostileRows<{ name: string }>('names').map(({ name }) => ({ name }))],
  ['links', texts('links', 'url')],
  ['titles', texts('markers', 'payload').map(({ text }, n) => ({ title: text, article: `t${n}` }))],
]
const ELEMENTS =
  'script, iframe, object, embed, svg, math, style, link, form form, video, audio, picture, base, meta'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

describe.skipIf(KINDS.every(([, rows]) => rows.length === 0))('rows made to do harm', () => {
  it.each(KINDS)(
    '%s stay words on the desk, and each can be decided',
    async (_, rows) => {
      const service = await aDeskService()
      const { page, elsewhere } = await seatBefore(service, rows)
      const all = await loadedRows(page)
      expect(all).toBe(await heldIn(service))
      expect(await page.getByText('cannot be drawn').count()).toBe(0)
      await stepThrough(page)
      expect(await page.evaluate(() => (globalThis as { ran?: unknown[] }).ran)).toEqual([])
      expect(elsewhere).toEqual([])

      const first = await page.locator('article.item').getAttribute('data-comment')
      await page.keyboard.press('a')
      await page.locator(`[data-row="${first}"]`).waitFor({ state: 'detached' })
      await service.close()
    },
    90_000,
  )
})

it('what was made to be wide makes the desk no wider than a phone, with all that is known of it', async () => {
  const service = await aDeskService()
  // Each twice, so that the desk shows what was said elsewhere.
  const article = { article: 'wide' }
  for (const row of [...WIDE, ...WIDE]) await service.submit({ ...row, title: 'T'.repeat(300) }, article)
  const { page } = await seated(browser, service, { options: { viewport: PHONE } })
  for (let n = 0; n < WIDE.length * 2; n += 1) {
    await page.locator('.evidence .quoted').first().waitFor()
    expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(PHONE.width)
    const before = await page.locator('article.item').getAttribute('data-comment')
    await page.keyboard.press('j')
    if (n < WIDE.length * 2 - 1) await page.locator(`article.item:not([data-comment="${before}"])`).waitFor()
  }
  await service.close()
})

function texts(file: string, member: string): Record<string, unknown>[] {
  return hostileRows<Record<string, unknown>>(file).map((row) => ({ text: row[member] }))
}

/** A desk with the rows in its queue, and an ear for everything that would run or be fetched. */
async function seatBefore(service: DeskService, rows: readonly Record<string, unknown>[]) {
  for (const [n, { article, ...fields }] of rows.entries()) {
    const where = typeof article === 'string' ? { article } : {}
    await service.submit(
      { ...(fields['text'] === undefined && { text: `Plain words, number ${n}.` }), ...fields },
      where,
    )
  }
  const { page } = await seated(browser, service)
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(`${service.url}/`)) elsewhere.push(request.url())
  })
  await page.addInitScript(() => {
    const ran: unknown[] = []
    const heard = (...about: unknown[]) => ran.push(about)
    Object.assign(globalThis, {
      ran,
      __xss: heard,
      alert: heard,
      confirm: heard,
      prompt: heard,
      print: heard,
    })
  })
  await page.reload()
  await page.locator('article.item').waitFor()
  return { page, elsewhere }
}

/** Loads the whole list; how many rows it has. */
async function loadedRows(page: Page): Promise<number> {
  const more = page.getByRole('button', { name: 'Load more' })
  const rows = page.locator('[data-row]')
  // Leases may be there before the list is.
  await page.locator('.next[aria-busy="false"]').waitFor()
  while ((await more.count()) > 0) {
    const before = await rows.count()
    await more.click()
    await expect.poll(() => rows.count()).toBeGreaterThan(before)
  }
  return rows.count()
}

/** Lays each on the desk, one after the other, and looks for what no words can be. */
async function stepThrough(page: Page): Promise<void> {
  const count = await page.locator('[data-row]').count()
  for (let n = 0; n < Math.min(count, 60); n += 1) {
    await page.keyboard.press('j')
    expect(await page.locator('#main').locator(ELEMENTS).count()).toBe(0)
  }
}

async function heldIn(service: DeskService): Promise<number> {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ n: number }[]>`select count(*)::int as n from comments where status = 'pending'`,
  )
  return row?.n ?? 0
}
