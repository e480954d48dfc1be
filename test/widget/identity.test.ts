import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { isKnown } from '../helpers/returning.ts'
import { aSite, OPEN_LIMITS } from '../helpers/service.ts'
import {
  aNewsroom,
  isReady,
  type Newsroom,
  readArticle,
  SITE,
  send,
  thread,
  write,
} from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

const KEY = 'the key of the publisher, 32 bytes or more'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom({
    env: { PRIVATE_HOSTS: '127.0.0.1' },
    sitePolicy: { identity: { keys: 'secret' } },
  })
  const path = `/v1/admin/sites/${SITE}/secrets/identity-secret`
  await newsroom.call('PUT', path, { value: KEY }, newsroom.as(newsroom.admin))
  return () => Promise.all([newsroom.close(), browser.close()])
})

const CLAIMS = { sub: 'reader-7', name: 'Ægir Signed', badge: 'Subscriber', color: '#224466' }

function aToken(expires: string, claims: object = {}): Promise<string> {
  return new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expires)
    .sign(Buffer.from(KEY))
}

async function signIn(article: string, token: string): Promise<Page> {
  const { page } = await readArticle(browser, newsroom, article)
  await giveIdentity(page, token)
  return page
}

async function giveIdentity(page: Page, token: string, name = CLAIMS.name): Promise<void> {
  await setIdentity(page, token)
  await page.getByText(`You are commenting as ${name}.`).waitFor()
}

async function setIdentity(page: Page, token: string | null): Promise<void> {
  await page.evaluate((given) => {
    const thread = document.querySelector('postbag-comments') as HTMLElement & {
      setIdentity(token: string | null): void
    }
    thread.setIdentity(given)
  }, token)
}

describe("a reader signed in at the publisher's", () => {
  it('hears who answered them, and whoever uses the same computer after them does not', async () => {
    const page = await signIn('told', await aToken('5m'))
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('Signed and sent.')
    await send(page)
    const own = page.locator('li.comment', { hasText: 'Signed and sent.' })
    await own.waitFor()
    await isKnown(page, 'told')
    await newsroom.post({ name: 'Bo', parentId: await own.getAttribute('data-id') }, 'told')
    newsroom.serve('page.css', '.long { height: 3000px }')
    const body = thread({ article: 'told', loading: 'eager' })
    await page.goto(
      newsroom.serve('told', `<link rel="stylesheet" href="/page.css"><p class="long"></p>${body}`),
    )
    await isReady(page)
    const told = page.locator('postbag-comments .news li').filter({ hasText: '1 new reply to you' })
    await page.getByRole('link', { name: '1 new since your last visit' }).waitFor()
    expect(await told.count()).toBe(0)
    await giveIdentity(page, await aToken('5m'))
    await told.waitFor()
    await setIdentity(page, null)
    await expect.poll(() => told.count()).toBe(0)
  })

  it('alone sends what could not be sent: nobody publishes it who uses the same computer after them', async () => {
    const page = await signIn('shared', await aToken('5m'))
    const field = page.getByRole('textbox', { name: 'Write a comment' })
    await page.route('**/articles/shared/comments', (route) => route.abort('internetdisconnected'))
    await field.fill('Mine, and nobody else’s.')
    await send(page)
    const waiting = page.locator('.own').getByText('Mine, and nobody else’s.')
    await waiting.waitFor()
    await page.unroute('**/articles/shared/comments')
    await page.reload()
    await isReady(page)
    await giveIdentity(page, await aToken('5m', { sub: 'reader-8', name: 'Bo Next' }), 'Bo Next')
    await field.fill('What Bo says.')
    await send(page)
    await page.getByRole('article', { name: 'Bo Next' }).getByText('What Bo says.').waitFor()
    expect(await page.getByRole('article').count()).toBe(1)
    await giveIdentity(page, await aToken('5m'))
    await page.getByRole('article', { name: 'Ægir Signed' }).getByText('Mine, and nobody else’s.').waitFor()
    await expect.poll(() => page.evaluate(() => localStorage.getItem('postbag:unsent:press'))).toBeNull()
  })

  it('can withdraw what they wrote, and whoever uses the same computer after them cannot', async () => {
    const page = await signIn('left', await aToken('5m'))
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('Mine to withdraw.')
    await send(page)
    await page.getByRole('article', { name: 'Ægir Signed' }).waitFor()
    const withdraw = page.getByRole('button', { name: 'Withdraw' })
    await withdraw.waitFor()
    await giveIdentity(page, await aToken('5m', { sub: 'reader-8' }))
    await expect.poll(() => withdraw.count()).toBe(0)
    await setIdentity(page, null)
    await page.reload()
    await isReady(page)
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('By nobody in particular.')
    await expect.poll(() => page.getByRole('textbox', { name: 'Name', exact: true }).count()).toBe(1)
    expect(await withdraw.count()).toBe(0)
    await giveIdentity(page, await aToken('5m'))
    await withdraw.waitFor()
  })

  it('is the one under whose name something written without a login goes only if they say so', async () => {
    const { page } = await readArticle(browser, newsroom, 'unnamed')
    await page.route('**/articles/unnamed/comments', (route) => route.abort('internetdisconnected'))
    await write(page, { text: 'Under a name I made up.' })
    await send(page)
    const waiting = page.locator('.own', { hasText: 'Under a name I made up.' })
    await waiting.waitFor()
    await page.unroute('**/articles/unnamed/comments')
    await giveIdentity(page, await aToken('5m'))
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('Under my own.')
    await send(page)
    await page.getByRole('article', { name: 'Ægir Signed' }).getByText('Under my own.').waitFor()
    expect(await waiting.count()).toBe(1)
    await waiting.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('article', { name: 'Ægir Signed' }).getByText('Under a name I made up.').waitFor()
  })

  it('is asked for no name and writes with badge, colour and a mark', async () => {
    const page = await signIn('signed', await aToken('5m'))
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).count()).toBe(0)
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('Signed and sent.')
    await send(page)
    const comment = page.getByRole('article', { name: 'Ægir Signed' })
    await comment.waitFor()
    expect(await comment.locator('.badge').textContent()).toBe('Subscriber ✓')
    expect(await comment.getByRole('img', { name: 'Verified name' }).count()).toBe(1)
    const face = comment.locator('.avatar')
    expect(await face.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe('rgb(34, 68, 102)')
  })

  it('is told when the sign-in has ended, and loses no text', async () => {
    const page = await signIn('ended', await aToken('-5m'))
    const field = page.getByRole('textbox', { name: 'Write a comment' })
    await field.fill('Too late?')
    await send(page)
    await page.locator('.error').getByText('Your sign-in has ended. Please sign in again.').waitFor()
    expect(await field.inputValue()).toBe('Too late?')
    await giveIdentity(page, await aToken('5m'))
    await expect.poll(() => page.locator('.error').filter({ hasText: 'sign' }).count()).toBe(0)
    await send(page)
    await page.getByRole('article', { name: 'Ægir Signed' }).getByText('Too late?').waitFor()
  })

  it('may be signed in with one of the keys that the publisher publishes', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'this-year', alg: 'ES256' }]
    const publisher = await aReceiver((response) => response.end(JSON.stringify({ keys })))
    const identity = { keys: 'jwks', jwksUrl: `${publisher.url}/keys.json` } as const
    const policy = { limits: OPEN_LIMITS, identity }
    await aSite(newsroom.deps, { slug: 'published', origins: [newsroom.origin], policy })
    const url = newsroom.serve('published', thread({ site: 'published', article: 'published' }))
    const { page } = await aWindow(browser, url)
    await isReady(page)
    const header = { alg: 'ES256', kid: 'this-year' }
    await giveIdentity(
      page,
      await new SignJWT(CLAIMS).setProtectedHeader(header).setExpirationTime('5m').sign(privateKey),
    )
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('Signed with a published key.')
    await send(page)
    const comment = page.getByRole('article', { name: 'Ægir Signed' })
    await comment.getByRole('img', { name: 'Verified name' }).waitFor()
    expect(publisher.received.map(({ path }) => path)).toEqual(['/keys.json'])
    await publisher.close()
  })
})
