import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, PHONE } from '../helpers/browser.ts'
import { WIDE } from '../helpers/wide.ts'
import { aNewsroom, type Newsroom, readArticle, SITE } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom
beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  for (const [n, row] of WIDE.entries()) await publish(row, `wide-${n}`)
})
afterAll(() => Promise.all([newsroom.close(), browser.close()]))

async function publish(fields: Record<string, unknown>, article: string): Promise<void> {
  const { comment, status } = await newsroom.post(fields, article)
  if (status === 'pending') await newsroom.decide(comment.id, 'approve')
}

/** The same thread in the widget on a page of the site, and as a page without script. */
const SHOWN: Record<string, (article: string) => Promise<Page>> = {
  'in the widget': async (article) => {
    const { page } = await readArticle(browser, newsroom, article, { viewport: PHONE })
    await page.locator('li.comment').first().waitFor()
    return page
  },
  'on the page without script': async (article) => {
    const url = `${newsroom.url}/v1/sites/${SITE}/articles/${article}/comments`
    const options = { viewport: PHONE, extraHTTPHeaders: { accept: 'text/html' } }
    return (await aWindow(browser, url, options)).page
  },
}

describe.each(Object.entries(SHOWN))('a comment %s', (_, open) => {
  it.each(WIDE.map(({ name }, n) => [name, n] as const))(
    'of %s makes no page wider than a phone, and stays in its place',
    async (_name, n) => {
      const page = await open(`wide-${n}`)
      expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(PHONE.width)
      const text = page.locator('.text, .postbag-text').first()
      expect(await text.evaluate((element) => getComputedStyle(element).overflowY)).toBe('clip')
    },
  )

  it('shows the host of a link first, also among letters that run from right to left', async () => {
    const link = 'https://evil.example/\u05d0\u05d1\u05d2/bank.example'
    await publish({ name: 'Rtl', text: `\u05e9\u05dc\u05d5\u05dd ${link}` }, 'rtl')
    const page = await open('rtl')
    const places = await page
      .locator('a', { hasText: link })
      .first()
      .evaluate((element) => {
        const node = element.firstChild as Text
        const left = (from: number) => {
          const range = new Range()
          range.setStart(node, from)
          range.setEnd(node, from + 1)
          return range.getBoundingClientRect().left
        }
        return { host: left(8), end: left(node.length - 1) }
      })
    expect(places.host).toBeLessThan(places.end)
  })
})
