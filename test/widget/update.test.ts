import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aNewsroom, isReady, type Newsroom, send, write } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

const BEFORE = 'AAAAAAAA'

let browser: Browser
let newsroom: Newsroom
beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

/** A page whose scripts that match come from a build before, while the service has the parts of now. */
async function aPageOfBefore(scripts: RegExp): Promise<Page> {
  const now = /-([0-9A-F]{8})\.js/.exec(await (await newsroom.call('GET', '/embed.js')).text())?.[1] ?? ''
  const { page } = await aWindow(browser, 'about:blank')
  await page.route(scripts, async (route) => {
    if (route.request().resourceType() !== 'script') return route.continue()
    const url = new URL(route.request().url().replace(BEFORE, now))
    const answer = await newsroom.call('GET', url.pathname)
    const body = (await answer.text()).replaceAll(now, BEFORE)
    await route.fulfill({ body, headers: Object.fromEntries(answer.headers) })
  })
  return page
}

describe('after an update of the service', () => {
  it('a script that a browser kept shows the thread with the parts of now', async () => {
    await newsroom.post({ name: 'Bo' }, 'kept-script')
    const page = await aPageOfBefore(/\/embed\.js$/)
    await page.goto(newsroom.serve('kept-script'))
    await isReady(page)
    await page.getByRole('article', { name: 'Bo' }).waitFor()
  })

  it('a page that was open takes the new code at the first touch, under the hands of who writes', async () => {
    const page = await aPageOfBefore(new RegExp(`/embed\\.js$|/embed/main-${BEFORE}\\.js$`))
    const written = Promise.withResolvers<void>()
    await page.route(`**/embed/later-${BEFORE}.js*`, async (route) => {
      await written.promise
      await route.continue()
    })
    await page.goto(newsroom.serve('open-before'))
    await isReady(page)
    let isRenewed = false
    page.on('response', (answer) => {
      isRenewed ||= /\/embed\/later-/.test(answer.url()) && answer.ok()
    })
    const text = page.getByRole('textbox', { name: 'Write a comment' })
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada')
    await page.getByLabel('Save my name').check()
    await text.fill('the update.')
    await text.press('Home')
    written.resolve()
    await expect.poll(() => isRenewed).toBe(true)
    await page.keyboard.type('Begun before ')
    expect(await text.inputValue()).toBe('Begun before the update.')
    expect(await page.getByLabel('Save my name').isChecked()).toBe(true)
    await send(page)
    await page.getByRole('article', { name: 'Ada' }).getByText('Begun before the update.').waitFor()
  })

  it('what was sent from a page that was open goes out with the new code', async () => {
    const page = await aPageOfBefore(new RegExp(`/embed\\.js$|/embed/main-${BEFORE}\\.js$`))
    const sent = Promise.withResolvers<void>()
    await page.route(`**/embed/later-${BEFORE}.js*`, async (route) => {
      await sent.promise
      await route.continue()
    })
    await page.goto(newsroom.serve('sent-before'))
    await isReady(page)
    await write(page, { text: 'Sent before the update.' })
    await send(page)
    await page.getByRole('button', { name: 'Sending…' }).waitFor()
    sent.resolve()
    await page.getByRole('article', { name: 'Ada' }).getByText('Sent before the update.').waitFor()
    expect(await page.getByRole('textbox', { name: 'Write a comment' }).inputValue()).toBe('')
  })
})
