import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { originAllowed, refuseForeignOrigin } from '../../src/http/cors.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { hostileRows } from '../helpers/data.ts'

describe('origins of a site', () => {
  it.each([
    ['the very same', ['https://news.example'], 'https://news.example', true],
    ['another scheme', ['https://news.example'], 'http://news.example', false],
    ['one that only ends alike', ['https://news.example'], 'https://evilnews.example', false],
    ['a subdomain of a wildcard', ['https://*.news.example'], 'https://a.news.example', true],
    ['a wildcard itself', ['https://*.news.example'], 'https://*.news.example', false],
    [
      'a label that no host has, below a wildcard',
      ['https://*.news.example'],
      'https://-.news.example',
      false,
    ],
    ['the apex of a wildcard', ['https://*.news.example'], 'https://news.example', false],
    ['null', ['https://news.example'], 'null', false],
    [
      'one of several',
      ['https://news.example', 'https://www.news.example'],
      'https://www.news.example',
      true,
    ],
    ['a subdomain by another scheme', ['https://*.news.example'], 'http://abc.news.example', false],
    ['none where none is listed', [], 'https://news.example', false],
  ])('%s', (_, allowed, origin, expected) => {
    expect(originAllowed(allowed, origin)).toBe(expected)
  })
})

describe('a write', () => {
  const app = new Hono<AppEnv>().post('/', (c) => {
    refuseForeignOrigin(c, ['https://news.example'], 'https://comments.example')
    return c.text('taken')
  })
  app.onError((_, c) => c.text('refused'))

  it.each([
    ['without an origin, as no browser sends across sites', {}, 'taken'],
    ['from a page of the site', { origin: 'https://news.example' }, 'taken'],
    ['from a page of ours', { origin: 'https://comments.example' }, 'taken'],
    ['from anywhere else', { origin: 'https://evil.example' }, 'refused'],
    [
      'that a browser vouches for as being from this address',
      { origin: 'http://127.0.0.1:8787', 'sec-fetch-site': 'same-origin' },
      'taken',
    ],
    [
      'from a neighbour of this address',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-site' },
      'refused',
    ],
  ])('%s', async (_, headers, answer) => {
    expect(await (await app.request('/', { method: 'POST', headers })).text()).toBe(answer)
  })
})

type Row = { id: string; allowed: string[]; origin: string; expect: 'allow' | 'deny'; why: string }

const rows = hostileRows<Row>('origins')
describe.skipIf(rows.length === 0)('hostile origins', () => {
  it.each(rows)('$id $why', ({ allowed, origin, expect: expected }) => {
    expect(originAllowed(allowed, origin) ? 'allow' : 'deny').toBe(expected)
  })
})
