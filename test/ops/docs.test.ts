import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cpuClock } from '../helpers/cpu.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

type Document = { readonly openapi: string; readonly paths: Readonly<Record<string, object>> }

it.each(['/console', '/demo', '/docs'])('the page %s is found with a slash behind it too', async (page) => {
  const { status, headers } = await service.call('GET', `${page}/`)
  expect(status).toBe(308)
  const target = new URL(headers.get('location') ?? '', `https://desk.example${page}/`)
  expect(target.pathname).toBe(page)
})

it('without a demo nothing leads to it', async () => {
  const own = await aService({ env: { DEMO: 'off' } })
  expect((await own.call('GET', '/demo')).status).toBe(404)
  const link = 'href="/demo"'
  expect(await (await own.call('GET', '/docs')).text()).not.toContain(link)
  expect(await (await service.call('GET', '/docs')).text()).toContain(link)
  await own.close()
})

describe('the description of the API', () => {
  it('is the same for machines and for people', async () => {
    const document = (await (await service.call('GET', '/openapi.json')).json()) as Document
    expect(document.openapi).toBe('3.1.0')
    const page = await (await service.call('GET', '/docs')).text()
    const paths = Object.keys(document.paths)
    expect(paths.length).toBeGreaterThan(40)
    expect(paths.filter((path) => !page.includes(`<code>${path}</code>`))).toEqual([])
  })

  it('is made once, however many ask', async () => {
    await service.call('GET', '/docs')
    const workedMs = cpuClock()
    for (let asked = 0; asked < 50; asked += 1) {
      for (const path of ['/docs', '/openapi.json'])
        expect((await service.call('GET', path)).status).toBe(200)
    }
    expect(workedMs() / 100).toBeLessThan(20)
  })

  it.each([
    ['post', '/v1/sites/{site}/articles/{article}/comments'],
    ['get', '/v1/sites/{site}/articles/{article}/comments'],
    ['patch', '/v1/sites/{site}/comments/{id}'],
    ['put', '/v1/review/comments/{id}/decision'],
    ['post', '/v1/admin/sites'],
    ['get', '/readyz'],
    ['get', '/embed.js'],
    ['get', '/openapi.json'],
    ['get', '/docs'],
  ])('names %s %s', async (method, path) => {
    const document = (await (await service.call('GET', '/openapi.json')).json()) as Document
    expect(document.paths[path]).toHaveProperty(method)
  })

  it('says what answers are made of, by name, and leads from each name to its members', async () => {
    const page = await (await service.call('GET', '/docs')).text()
    const named = [...page.matchAll(/href="#(shape-\w+)"/g)].map(([, name = '']) => name)
    expect(new Set(named)).toContain('shape-Comment')
    expect([...new Set(named)].filter((name) => !page.includes(`id="${name}"`))).toEqual([])
    const [, stats = ''] = /id="shape-Stats">(.*?)<\/details>/s.exec(page) ?? []
    expect(stats).toContain('<code>queue.<wbr />oldestAt</code>')
    expect(stats).toContain('list of <a href="#shape-ErrorBudget">ErrorBudget</a>')
    expect(page).toContain('<p>All of <a href="#shape-ReviewItem">ReviewItem</a>, and more:</p>')
  })

  it('runs nothing and loads nothing from elsewhere', async () => {
    const response = await service.call('GET', '/docs')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const page = await response.text()
    expect(page).not.toContain('<script')
    expect(page).not.toMatch(/(src|href)="https?:/)
  })
})
