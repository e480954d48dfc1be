import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aProvider, CLIENT } from '../helpers/oidc.ts'
import { aService } from '../helpers/service.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

it('signs a person in from another site’s login page, and out again', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const desk = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = await aProvider(`${desk}/console/oidc/callback`, {
    mia: { name: 'Mia Moderator', roles: ['postbag-moderator'] },
  })
  const service = await aService({
    env: {
      PUBLIC_URL: desk,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
    },
  })
  server.on('request', getRequestListener(service.app.fetch))
  const page = await browser.newPage()
  await page.goto(`${desk}/console/oidc/start`)
  expect(new URL(page.url()).hostname).toBe('localhost')
  await page.locator('input[name=login]').fill('mia')
  await page.locator('input[name=password]').fill('anything')
  await page.locator('button[type=submit]').click()
  await page.locator('button[type=submit]', { hasText: /continue/i }).click()
  await page.waitForURL(`${desk}/console`)
  const who = () =>
    page.evaluate(async () => {
      const response = await fetch('/console/session')
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    })
  expect(await who()).toMatchObject({ status: 200, body: { name: 'Mia Moderator', role: 'moderator' } })
  expect(await page.evaluate('document.cookie')).toBe('')
  const cookies = await page.context().cookies(desk)
  expect(cookies).toMatchObject([
    { name: '__Host-postbag', httpOnly: true, secure: true, sameSite: 'Strict', path: '/' },
    { name: 'postbag', httpOnly: true, secure: false, sameSite: 'Strict', path: '/' },
  ])
  await page.evaluate(() => fetch('/console/sessions', { method: 'DELETE' }))
  expect((await who()).status).toBe(401)
  await page.close()
  server.closeAllConnections()
  server.close()
  await service.close()
  await provider.close()
})
