import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aCaptchaProvider, type ProviderName } from '../helpers/captcha-provider.ts'
import { aNewsroom, isReady, type Newsroom, send, thread, write } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const HOSTS: Readonly<Record<ProviderName, string>> = {
  turnstile: 'https://challenges.cloudflare.com',
  hcaptcha: 'https://js.hcaptcha.com',
}

describe.each(['turnstile', 'hcaptcha'] as const)('%s in a browser', (name) => {
  let provider: Awaited<ReturnType<typeof aCaptchaProvider>>
  let newsroom: Newsroom

  beforeEach(async () => {
    provider = await aCaptchaProvider(name)
    const prefix = name.toUpperCase()
    newsroom = await aNewsroom({
      env: {
        CAPTCHA: name,
        [`${prefix}_SITE_KEY`]: 'a-site-key',
        [`${prefix}_SECRET_KEY`]: 'a-secret',
        [`${prefix}_VERIFY_URL`]: `${provider.url}/siteverify`,
      },
    })
    newsroom.loosen(
      `script-src ${newsroom.url} ${HOSTS[name]}; connect-src ${newsroom.url} ${provider.url}; object-src 'none'`,
    )
  })
  afterEach(async () => {
    await newsroom.close()
    await provider.close()
  })

  /** A page whose script of the provider comes from ours on loopback, or not at all. */
  async function read(
    attributes: Record<string, string>,
    script: 'there' | 'blocked' = 'there',
  ): Promise<{ page: Page; asked: string[] }> {
    const { page } = await aWindow(browser, 'about:blank')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.route(`${HOSTS[name]}/**`, async (route) => {
      if (script === 'blocked') return route.abort('blockedbyclient')
      return route.fulfill({ response: await route.fetch({ url: `${provider.url}/api.js` }) })
    })
    await page.goto(newsroom.serve('asked', thread({ article: 'asked', ...attributes })))
    await isReady(page)
    expect(asked.filter((url) => url.startsWith(HOSTS[name]))).toEqual([])
    return { page, asked }
  }

  async function post(page: Page, text: string): Promise<void> {
    await write(page, { text })
    await send(page)
    await page.getByRole('article').getByText(text).waitFor()
    expect(await page.locator('li.own').count()).toBe(0)
  }

  it('gives each comment a token of its own and leaves nothing behind on the page', async () => {
    const { page, asked } = await read({ consent: 'granted' })
    await post(page, 'The first of two.')
    await post(page, 'The second of two.')
    expect(provider.verified()).toEqual([`${name}-token-0`, `${name}-token-1`])
    expect(asked.filter((url) => url.startsWith(HOSTS[name]))).toHaveLength(1)
    expect(asked.some((url) => url.endsWith('/captcha/challenge'))).toBe(false)
    expect(await page.locator('[slot=captcha] > *').count()).toBe(0)
  })

  it('is asked once more when a token was too old', async () => {
    const { page } = await read({ consent: 'granted' })
    provider.expire(1)
    await post(page, 'Thought about it for a long time.')
    expect(provider.verified()).toEqual([`${name}-token-0`, `${name}-token-1`])
  })

  it.each([
    ['whose script is blocked', 'blocked' as const, 'granted'],
    ['that was not consented to', 'there' as const, 'denied'],
  ])('%s is replaced by the proof of work', async (_, script, consent) => {
    const { page, asked } = await read({ consent }, script)
    await post(page, 'Proof enough.')
    expect(provider.verified()).toEqual([])
    expect(asked.some((url) => url.endsWith('/captcha/challenge'))).toBe(true)
    expect(asked.some((url) => url.startsWith(HOSTS[name]))).toBe(script === 'blocked')
  })

  it('that gives no token is replaced by the proof of work', async () => {
    provider.refuse()
    const { page, asked } = await read({ consent: 'granted' })
    await post(page, 'No token for me.')
    expect(provider.verified()).toEqual([])
    expect(asked.some((url) => url.endsWith('/captcha/challenge'))).toBe(true)
  })
})
