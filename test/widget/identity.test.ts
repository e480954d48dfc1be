import { SignJWT } from 'jose'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aNewsroom, type Newsroom, readArticle, SITE, send, type Visit } from '../helpers/widget.ts'

const KEY = 'the key of the publisher, 32 bytes or more'

let browser: Browser
let newsroom: Newsroom
let visit: Visit

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom({ sitePolicy: { identity: { keys: 'secret' } } })
  const path = `/v1/admin/sites/${SITE}/secrets/identity-secret`
  await newsroom.call('PUT', path, { value: KEY }, newsroom.as(newsroom.admin))
})
afterAll(async () => {
  await newsroom.close()
  await browser.close()
})
afterEach(() => visit.close())

function aToken(expires: string): Promise<string> {
  const claims = { sub: 'reader-7', name: 'Ægir Signed', badge: 'Subscriber', color: '#224466' }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expires)
    .sign(Buffer.from(KEY))
}

async function signIn(article: string, token: string): Promise<void> {
  visit = await readArticle(browser, newsroom, article)
  await visit.page.evaluate((given) => {
    const thread = document.querySelector('postbag-comments') as HTMLElement & {
      setIdentity(token: string): void
    }
    thread.setIdentity(given)
  }, token)
  await visit.page.getByText('You write as Ægir Signed.').waitFor()
}

describe("a reader signed in at the publisher's", () => {
  it('is asked for no name and writes with badge, colour and a mark', async () => {
    await signIn('signed', await aToken('5m'))
    const { page } = visit
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).count()).toBe(0)
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('Signed and sent.')
    await send(page)
    const comment = page.getByRole('article', { name: 'Ægir Signed' })
    await comment.waitFor()
    expect(await comment.locator('.badge').textContent()).toBe('Subscriber✓')
    expect(await comment.getByRole('img', { name: 'Verified name' }).count()).toBe(1)
    expect(await comment.locator('circle').getAttribute('fill')).toBe('#224466')
    expect(visit.troubles).toEqual([])
  })

  it('is told when the sign-in has ended, and loses no text', async () => {
    await signIn('ended', await aToken('-5m'))
    const { page } = visit
    const field = page.getByRole('textbox', { name: 'Write a comment' })
    await field.fill('Too late?')
    await send(page)
    await page.locator('.error').getByText('Your sign-in has ended. Please sign in again.').waitFor()
    expect(await field.inputValue()).toBe('Too late?')
  })
})
