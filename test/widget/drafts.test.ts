import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, send, write } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

const comment = (page: Page) => page.getByRole('textbox', { name: 'Write a comment' })

describe('the form, of what nobody has sent yet,', () => {
  it('keeps a draft across a reload until it is sent', async () => {
    const { page } = await readArticle(browser, newsroom, 'draft')
    await comment(page).fill('Half a thought')
    await page.reload()
    await isReady(page)
    expect(await comment(page).inputValue()).toBe('Half a thought')
    await write(page, { text: 'A whole thought about the bridge.' })
    await send(page)
    await page.getByRole('article').waitFor()
    await page.reload()
    await isReady(page)
    expect(await comment(page).inputValue()).toBe('')
  })

  it('keeps what is typed across a reload while the rest of its code cannot be fetched', async () => {
    const { page } = await aWindow(browser, 'about:blank')
    await page.route('**/embed/later-*.js', (route) => route.abort('internetdisconnected'))
    await page.goto(newsroom.serve('no-code'))
    await isReady(page)
    const refused = page.waitForEvent('requestfailed')
    await comment(page).fill('Written in a tunnel')
    await refused
    await page.reload()
    await isReady(page)
    expect(await comment(page).inputValue()).toBe('Written in a tunnel')
  })

  it('takes nothing from another tab with the same article while somebody writes', async () => {
    const { page } = await readArticle(browser, newsroom, 'tabs')
    const other = await anotherTab(page)
    await comment(page).fill('In the first tab.')
    await comment(other).fill('In the second.')
    await comment(page).pressSequentially(' And more.')
    expect(await comment(other).inputValue()).toBe('In the second.')
    expect(await comment(page).inputValue()).toBe('In the first tab. And more.')
  })

  it('gives each tab back its own draft, and a new one the newest', async () => {
    const { page } = await readArticle(browser, newsroom, 'two-drafts')
    const other = await anotherTab(page)
    await comment(page).fill('In the first tab.')
    await comment(other).fill('In the second.')
    for (const one of [page, other]) {
      await one.reload()
      await isReady(one)
    }
    expect(await comment(page).inputValue()).toBe('In the first tab.')
    expect(await comment(other).inputValue()).toBe('In the second.')
    const third = await anotherTab(page)
    expect(await comment(third).inputValue()).toBe('In the second.')
  })

  it('removes a draft that nobody has gone on with for a month, whatever page it was for', async () => {
    const { page } = await readArticle(browser, newsroom, 'old-drafts')
    const keys = ['draft:news:long-ago:top', 'draft:news:lately:top', 'draft:other:damaged:top']
    await page.evaluate(([old = '', young = '', damaged = '']) => {
      const days = (many: number) => Date.now() - many * 86_400_000
      localStorage.setItem(`postbag:${old}`, JSON.stringify({ text: 'Old words', at: days(31) }))
      localStorage.setItem(`postbag:${young}`, JSON.stringify({ text: 'Young words', at: days(29) }))
      localStorage.setItem(`postbag:${damaged}`, '{')
    }, keys)
    const left = () =>
      page.evaluate(
        (all) => all.filter((key) => localStorage.getItem(`postbag:${key}`)?.includes('words')),
        keys,
      )
    await comment(page).focus()
    await expect.poll(left).toEqual(['draft:news:lately:top'])
  })
})

/** The same page in a further tab of the same browser. */
async function anotherTab(page: Page): Promise<Page> {
  const tab = await page.context().newPage()
  await tab.goto(page.url())
  await isReady(tab)
  return tab
}
