import { describe, expect, it } from 'vitest'
import { originAllowed } from '../../src/http/cors.ts'
import { hostileRows } from '../helpers/data.ts'

describe('origins of a site', () => {
  it.each([
    ['the very same', ['https://news.example'], 'https://news.example', true],
    ['another scheme', ['https://news.example'], 'http://news.example', false],
    ['one that only ends alike', ['https://news.example'], 'https://evilnews.example', false],
    ['a subdomain of a wildcard', ['https://*.news.example'], 'https://a.news.example', true],
    ['the apex of a wildcard', ['https://*.news.example'], 'https://news.example', false],
    ['null', ['https://news.example'], 'null', false],
  ])('%s', (_, allowed, origin, expected) => {
    expect(originAllowed(allowed, origin)).toBe(expected)
  })
})

type Row = { id: string; allowed: string[]; origin: string; expect: 'allow' | 'deny'; why: string }

const rows = hostileRows<Row>('origins')
describe.skipIf(rows.length === 0)('hostile origins', () => {
  it.each(rows)('$id $why', ({ allowed, origin, expect: expected }) => {
    expect(originAllowed(allowed, origin) ? 'allow' : 'deny').toBe(expected)
  })
})
