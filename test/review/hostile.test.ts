import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileRows } from '../helpers/data.ts'
import { aHeldComment, asHolder, type Holder, type Item } from '../helpers/desk.ts'
import { aService, type Service } from '../helpers/service.ts'

type Naughty = { readonly id: string; readonly text: string }
type Stored = {
  readonly id: string
  readonly where: string
  readonly value:
    | string
    | { readonly repeat?: string; readonly times?: number; readonly random_chars?: number }
  readonly expect: readonly number[]
}

let service: Service
let mo: Holder
let ada: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
  ada = asHolder(service, service.admin)
})
afterAll(() => service.close())

const WITHIN_MS = 1_000

/** Answered in time and never as our own failure. */
async function isServed(asked: Promise<{ status: number }>, what: string): Promise<number> {
  const started = performance.now()
  const { status } = await asked
  expect(status, what).toBeLessThan(500)
  expect(performance.now() - started, what).toBeLessThan(WITHIN_MS * 5)
  return status
}

const written = ({ value }: Stored): string => {
  if (typeof value === 'string') return value
  if (value.random_chars !== undefined) return randomUUIDv7().repeat(value.random_chars / 36)
  return (value.repeat ?? '').replace('%d', '1').repeat(value.times ?? 1)
}

const naughty = hostileRows<Naughty>('naughty-strings')
const stored = hostileRows<Stored>('storage-values')

describe('naughty strings', () => {
  it.skipIf(naughty.length === 0)('are searched for, filtered by and logged without harm', async () => {
    const lists = [
      'queue?q=',
      'queue?reason=',
      'queue?section=',
      'queue?domain=',
      'comments?q=',
      'comments?author=',
      'decisions?moderator=',
    ]
    for (const [index, { id, text }] of naughty.entries()) {
      const list = lists[index % lists.length]
      const status = await isServed(
        mo('GET', `/v1/review/${list}${encodeURIComponent(text)}`),
        `${id} ${list}`,
      )
      expect([200, 400]).toContain(status)
    }
  })

  it.skipIf(naughty.length === 0)('are kept as notes as they were written, or refused', async () => {
    const kept: string[] = []
    for (const { id, text } of naughty.filter((_, index) => index % 3 === 0)) {
      const held = await aHeldComment(service)
      const decision = { action: 'approve', note: text, version: 1 }
      const status = await isServed(mo('PUT', `/v1/review/comments/${held.id}/decision`, decision), id)
      expect([200, 422]).toContain(status)
      if (status === 200) kept.push(text)
    }
    const { body } = await mo<{ items: { note: string }[] }>(
      'GET',
      '/v1/review/decisions?by=moderator&limit=100',
    )
    expect(body.items.map(({ note }) => note).toReversed()).toEqual(kept)
  })

  it.skipIf(naughty.length === 0)(
    'are banned as names and shown as they were written, or refused',
    async () => {
      for (const { id, text } of naughty.filter((_, index) => index % 3 === 1)) {
        const ban = { site: 'news', kind: 'name', value: text, note: text }
        const answer = mo<{ label: string; note: string }>('POST', '/v1/review/bans', ban)
        const status = await isServed(answer, id)
        expect([201, 422]).toContain(status)
        if (status === 201) expect((await answer).body).toMatchObject({ note: text })
      }
      const { status } = await mo('GET', '/v1/review/bans?site=news&limit=100')
      expect(status).toBe(200)
    },
  )

  it.skipIf(naughty.length === 0)('name views, tokens, sites and words without harm', async () => {
    for (const [index, { id, text }] of naughty.entries()) {
      const [path, body] = [
        ['/v1/review/views', { name: text, query: { q: text } }],
        ['/v1/admin/tokens', { name: text, role: 'moderator' }],
        ['/v1/admin/sites/news/words/try', { hold: [text], reject: [text] }],
        ['/v1/admin/sites', { slug: text, name: text, origins: [text] }],
        ['/v1/review/bulk/preview', { match: { q: text } }],
      ][index % 5] as [string, object]
      const status = await isServed(ada('POST', path, body), `${id} ${path}`)
      expect([200, 201, 409, 422], id).toContain(status)
    }
  })
})

describe.skipIf(stored.length === 0)('values that storage cannot hold', () => {
  it.each(stored)('$id in $where are refused or harmless', async (row) => {
    const value = written(row)
    const held = await aHeldComment(service)
    const asked: Record<string, () => Promise<{ status: number }>> = {
      id: () => mo('GET', `/v1/review/comments/${encodeURIComponent(value)}`),
      path: () => mo('GET', `/v1/review/comments/${value}`),
      'query value': () => mo('GET', `/v1/review/queue?q=${value}`),
      search: () => mo('GET', `/v1/review/comments?q=${encodeURIComponent(value)}`),
      limit: () => mo('GET', `/v1/review/queue?limit=${encodeURIComponent(value)}`),
      offset: () => mo('GET', `/v1/review/queue?offset=${encodeURIComponent(value)}`),
      since: () => mo('GET', `/v1/review/decisions?from=${encodeURIComponent(value)}`),
      cursor: () => mo('GET', `/v1/review/queue?cursor=${encodeURIComponent(value)}`),
      sort: () => mo('GET', `/v1/review/queue?sort=${encodeURIComponent(value)}`),
    }
    const inBody = () =>
      mo('PUT', `/v1/review/comments/${held.id}/decision`, { action: 'approve', version: 1, note: value })
    const status = await isServed((asked[row.where] ?? inBody)(), row.id)
    expect(row.expect).toContain(status)
  })
})

describe('markup', () => {
  const rows = hostileRows<{ html: string }>('html-payloads').slice(0, 40)
  it.skipIf(rows.length === 0)('stays text in every item and never empties the list around it', async () => {
    for (const { html } of rows) {
      await service.submit({ text: `${html} https://a.example https://b.example` }, { article: 'markup' })
    }
    const { body, status } = await mo<{ items: Item[] }>(
      'GET',
      '/v1/review/comments?article=markup&limit=100',
    )
    expect(status).toBe(200)
    expect(body.items.length).toBeGreaterThan(20)
    for (const { comment } of body.items) expect(comment.html).not.toMatch(/<(?!\/?(?:p|br|a)\b)/)
  })
})

it.each([
  [
    'the log from a time that is of the year 10000 elsewhere',
    'GET',
    '/v1/review/decisions?from=9999-12-31T23:59:59-23:59',
  ],
  ['a ban until then', 'POST', '/v1/review/bans', { expiresAt: '9999-12-31T23:59:59-23:59' }],
] as const)('%s is refused, not failed at', async (_, method, path, more = undefined) => {
  const body = more && { site: 'news', kind: 'name', value: 'Far Ahead', ...more }
  expect((await mo(method, path, body)).status).toBe(method === 'GET' ? 400 : 422)
})
