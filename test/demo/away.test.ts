import { expect, it, onTestFinished } from 'vitest'
import { aNewspaper } from '../helpers/newspaper.ts'
import { aProxy } from '../helpers/proxy.ts'
import { besides } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

const PAGE = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

/** The newspaper on a database that can be cut off. */
async function aNewspaperOnALine() {
  const newspaper = await aNewspaper()
  const url = new URL(newspaper.databaseUrl)
  const proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  const cut = await besides(newspaper, { url: url.href })
  onTestFinished(async () => {
    await cut.close()
    await proxy.close()
    await newspaper.close()
  })
  return { proxy, ask: (path: string, accept = {}) => cut.call('GET', path, undefined, accept) }
}

it('is a page of the newspaper where an article cannot be had, and JSON for programs', async () => {
  const { proxy, ask } = await aNewspaperOnALine()
  expect((await ask('/demo', PAGE)).status).toBe(200)
  proxy.refuse()
  const away = await until(async () => {
    const response = await ask('/demo', PAGE)
    return response.status === 503 && response
  })
  expect(away.headers.get('content-type')).toBe('text/html; charset=UTF-8')
  expect(away.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(away.headers.get('cache-control')).toBe('no-store')
  expect(away.headers.get('retry-after')).toMatch(/^\d+$/)
  const text = await away.text()
  expect(text).toContain('<h1>This page cannot be shown just now</h1>')
  expect(text).toContain('load the page again')
  const asData = await ask('/demo')
  expect(asData.status).toBe(503)
  expect(asData.headers.get('content-type')).toContain('application/problem+json')
})

it('is a page too where the newspaper has no such article, with a way back', async () => {
  const { ask } = await aNewspaperOnALine()
  const none = await ask('/demo/moon-landing', PAGE)
  expect(none.status).toBe(404)
  expect(await none.text()).toMatch(/<h1>There is no such page<\/h1>.*href="\/demo"/s)
  expect((await ask('/demo/moon-landing')).headers.get('content-type')).toContain('application/problem+json')
})
