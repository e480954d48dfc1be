import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { aSite, OPEN_LIMITS } from '../helpers/service.ts'
import {
  aNewsroom,
  aVisit,
  isReady,
  type Newsroom,
  readArticle,
  SITE,
  send,
  thread,
  type Visit,
} from '../helpers/widget.ts'

const KEY = 'the key of the publisher, 32 bytes or more'

let browser: Browser
let newsroom: Newsroom
let visit: Visit

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom({
    env: { PRIVATE_HOSTS: '127.0.0.1' },
    sitePolicy: { identity: { keys: 'secret' } },
  })
  const path = `/v1/admin/sites/${SITE}/secrets/identity-secret`
  await newsroom.call('PUT', path, { value: KEY }, newsroom.as(newsroom.admin))
})
afterAll(async () => {
  await newsroom.close()
  await browser.close()
})
afterEach(() => visit.close())

const CLAIMS = { sub: 'reader-7', name: 'Ægir Signed', badge: 'Subscriber', color: '#224466' }

function aToken(expires: string): Promise<string> {
  return new SignJWT(CLAIMS)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expires)
    .sign(Buffer.from(KEY))
}

async function signIn(article: string, token: string): Promise<void> {
  visit = await readArticle(browser, newsroom, article)
  await giveIdentity(token)
}

async function giveIdentity(token: string): Promise<void> {
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
    const face = comment.locator('.avatar')
    expect(await face.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe('rgb(34, 68, 102)')
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

  it('may be signed in with one of the keys that the publisher publishes', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'this-year', alg: 'ES256' }]
    const publisher = await aReceiver((response) => response.end(JSON.stringify({ keys })))
    const identity = { keys: 'jwks', jwksUrl: `${publisher.url}/keys.json` } as const
    const policy = { limits: OPEN_LIMITS, identity }
    await aSite(newsroom.deps, { slug: 'published', origins: [newsroom.origin], policy })
    const url = newsroom.serve('published', thread({ site: 'published', article: 'published' }))
    visit = await aVisit(browser, url)
    await isReady(visit.page)
    const header = { alg: 'ES256', kid: 'this-year' }
    await giveIdentity(
      await new SignJWT(CLAIMS).setProtectedHeader(header).setExpirationTime('5m').sign(privateKey),
    )
    await visit.page.getByRole('textbox', { name: 'Write a comment' }).fill('Signed with a published key.')
    await send(visit.page)
    const comment = visit.page.getByRole('article', { name: 'Ægir Signed' })
    await comment.getByRole('img', { name: 'Verified name' }).waitFor()
    expect(publisher.received.map(({ path }) => path)).toEqual(['/keys.json'])
    await publisher.close()
  })
})
