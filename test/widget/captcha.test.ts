import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aNewsroom, isReady, type Newsroom, send, thread, write } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
afterEach(async () => {
  await newsroom.close()
})

const RECAPTCHA = {
  CAPTCHA: 'recaptcha-v3',
  RECAPTCHA_SITE_KEY: 'a-site-key',
  RECAPTCHA_SECRET_KEY: 'a-secret',
}

/** Google's script as far as the loader uses it; tokens say for which action they were made. */
const GOOGLE = `window.grecaptcha = {
  ready: (call) => call(),
  render: () => 0,
  execute: (id, { action }) => Promise.resolve('token-for-' + action),
}`

/** Google's side of verifying: hosts and times as it answers them. */
function google(score: number): typeof fetch {
  return async (input, init) => {
    if (!String(input).includes('siteverify')) return fetch(input, init)
    const token = new URLSearchParams(String(init?.body)).get('response')
    return Response.json({
      success: token === 'token-for-comment',
      score,
      action: 'comment',
      hostname: '127.0.0.1',
      challenge_ts: new Date().toISOString(),
    })
  }
}

async function readWith(attributes: Record<string, string>) {
  const { page, troubles } = await aWindow(browser, newsroom.serve('captcha', '<p></p>'))
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.route('https://www.google.com/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: GOOGLE }),
  )
  newsroom.serve('captcha', thread({ article: 'captcha', ...attributes }))
  await page.reload()
  await isReady(page)
  return { page, asked, troubles }
}

const isCaptcha = (url: string) => /captcha|proof/.test(new URL(url).pathname.replace('/captcha', ''))

describe('the proof of work', () => {
  it('is made while the reader writes, under a strict policy, and lets the page breathe', async () => {
    newsroom = await aNewsroom({ env: { CAPTCHA: 'altcha' } })
    const { page, asked } = await readWith({})
    expect(asked.filter(isCaptcha)).toEqual([])
    await page.evaluate(() => {
      const long: number[] = []
      Object.assign(window, { long })
      new PerformanceObserver((list) =>
        long.push(...list.getEntries().map(({ duration }) => duration)),
      ).observe({
        type: 'longtask',
      })
    })
    await write(page, { text: 'Proof that I am here.' })
    await send(page)
    await page.getByRole('article', { name: 'Ada' }).waitFor()
    expect(await page.locator('li.own').count()).toBe(0)
    expect(asked.some((url) => url.endsWith('/captcha/challenge'))).toBe(true)
    const long = await page.evaluate(() => (window as unknown as { long: number[] }).long)
    expect(long.filter((ms) => ms > 200)).toEqual([])
  })

  it('fails on a page without https, and the text stays where it was written', async () => {
    newsroom = await aNewsroom({ env: { CAPTCHA: 'altcha' } })
    const { page } = await readWith({})
    // As browsers have it there.
    await page.evaluate(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }))
    await write(page, { text: 'In the clear.' })
    await send(page)
    await page.locator('form .error').getByText('Captcha verification failed!').waitFor()
    expect(await page.getByRole('textbox', { name: 'Write a comment' }).inputValue()).toBe('In the clear.')
  })

  it('is made anew for each comment', async () => {
    newsroom = await aNewsroom({ env: { CAPTCHA: 'altcha' } })
    const { page } = await readWith({})
    for (const text of ['First of two.', 'Second of two.']) {
      await write(page, { text })
      await send(page)
      await page.getByRole('article').getByText(text).waitFor()
    }
    expect(await page.locator('li.own').count()).toBe(0)
  })
})

describe('a third party', () => {
  it('is asked only with consent; without it the proof of work is taken in its place', async () => {
    newsroom = await aNewsroom({ env: RECAPTCHA, deps: { fetch: google(0.9) } })
    const { page, asked } = await readWith({})
    await write(page, { text: 'No third party, please.' })
    await send(page)
    await page.getByRole('article', { name: 'Ada' }).waitFor()
    expect(asked.filter((url) => !url.startsWith(newsroom.url) && !url.startsWith(newsroom.origin))).toEqual(
      [],
    )
    expect(asked.some((url) => url.endsWith('/captcha/challenge'))).toBe(true)
  })

  it.each([
    [0.9, 0],
    [0.3, 1],
  ])('with consent and a score of %d leaves %d comments waiting', async (score, waiting) => {
    newsroom = await aNewsroom({ env: RECAPTCHA, deps: { fetch: google(score) } })
    newsroom.loosen(`script-src ${newsroom.url} https://www.google.com; connect-src ${newsroom.url}`)
    const { page, asked } = await readWith({ consent: 'granted' })
    expect(asked.filter((url) => url.includes('google.com'))).toEqual([])
    await write(page, { text: 'Score me.' })
    await page.getByText('This site is protected by reCAPTCHA.').waitFor()
    await send(page)
    await page.getByRole('article', { name: 'Ada' }).waitFor()
    expect(asked.filter((url) => url.includes('google.com'))).toHaveLength(1)
    expect(asked.some((url) => url.endsWith('/captcha/challenge'))).toBe(false)
    expect(await page.locator('li.own').count()).toBe(waiting)
  })

  it('that a page’s policy does not let in is replaced by the proof of work', async () => {
    newsroom = await aNewsroom({ env: RECAPTCHA, deps: { fetch: google(0.9) } })
    const { page, troubles } = await readWith({ consent: 'granted' })
    await write(page, { text: 'Strict page.' })
    await send(page)
    await page.getByRole('article', { name: 'Ada' }).waitFor()
    expect(troubles.splice(0)).toEqual([expect.stringContaining('TrustedScriptURL')])
  })
})
