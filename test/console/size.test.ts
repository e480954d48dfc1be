import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aDeskService, aSeat, type DeskService, signInAs, submitTexts } from '../helpers/console.ts'

const MOST_BYTES = 60_000

let browser: Browser
let service: DeskService
beforeAll(async () => {
  browser = await launchBrowser()
  service = await aDeskService()
})
afterAll(async () => {
  await browser.close()
  await service.close()
})

it('loads page, style and script up to the first comment in less than 60 kB', async () => {
  await submitTexts(service, ['The first comment of the day.'])
  const { page } = await aSeat(browser, service)
  const loaded: Promise<number>[] = []
  page.on('response', (response) => {
    if (!response.url().includes('/v1/'))
      loaded.push(
        response
          .request()
          .sizes()
          .then(({ responseBodySize }) => responseBodySize),
      )
  })
  await page.reload()
  await signInAs(page, service.moderator)
  await page.locator('article.item').waitFor()
  const sizes = await Promise.all(loaded)
  expect(sizes.length).toBeGreaterThan(2)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES)
})

it('lets no inline script or style in, and nobody frame it', async () => {
  const answer = await service.call('GET', '/console')
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("style-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'")
  expect(policy).not.toContain('unsafe')
  expect(await answer.text()).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/)
})
