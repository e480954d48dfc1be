import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cpuClock, fairClock } from '../helpers/cpu.ts'
import { hostileRows } from '../helpers/data.ts'
import { aBody, aService, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

const PATH = '/v1/sites/news/articles/bridge/comments'

/** Whatever comes in: an answer below 500 within a second. */
async function answered(send: () => Response | Promise<Response>): Promise<Response> {
  const waited = fairClock()
  const response = await send()
  expect(response.status).toBeLessThan(500)
  expect(waited()).toBeLessThan(1_000)
  return response
}

const naughty = hostileRows<{ id: string; text: string }>('naughty-strings')
describe.skipIf(naughty.length === 0)('naughty strings', () => {
  it('are stored as they are or refused, as text and as name', async () => {
    for (const { text } of naughty) {
      const response = await answered(() => service.call('POST', PATH, { name: 'Ada', text }))
      if (response.status < 300) {
        const { comment } = (await response.json()) as { comment: { id: string } }
        const [row] = await service.deps.db.query(
          (sql) => sql<{ text: string }[]>`
          select text from comments where id = ${comment.id}`,
        )
        expect(row?.text).toBe(text.replaceAll(/\r\n?/g, '\n'))
      }
      await answered(() => service.call('POST', PATH, aBody({ name: text, title: text, url: text })))
    }
  })
})

it.each([
  ['signs that stand for whole phrases', 'ﷺ'],
  ['signs of many parts', '👨‍👩‍👧‍👦'],
  ['invisible signs', '\u200d'],
  ['signs between letters', 'a-'],
])('a body full of %s is refused at once, as text and as name', async (_, sign) => {
  const full = sign.repeat(Math.floor(120_000 / Buffer.byteLength(sign)))
  const workedMs = cpuClock()
  const response = await service.call('POST', PATH, { name: full, text: full })
  expect(response.status).toBe(422)
  expect(workedMs()).toBeLessThan(500)
})

const payloads = [
  ...hostileRows<{ id: string; html: string }>('html-payloads'),
  ...hostileRows<{ id: string; html: string }>('html-fragments'),
]
describe.skipIf(payloads.length === 0)('markup', () => {
  it('stays words: the html holds paragraphs, breaks and links and nothing else', async () => {
    for (const { html } of payloads) {
      const response = await answered(() => service.call('POST', PATH, aBody({ text: html })))
      if (response.status >= 300) continue
      const { comment } = (await response.json()) as { comment: { html: string } }
      const rest = comment.html.replaceAll(
        /<\/?p>|<br>|<a href="https?:[^"<>\s]*" rel="ugc nofollow noopener">|<\/a>/g,
        '',
      )
      expect(rest).not.toMatch(/[<>]/)
    }
  })
})

type Torture = {
  id: string
  b64?: string
  repeat?: { unit: string; times: number }
  expect: string
  why?: string
}
const torture = hostileRows<Torture>('json-torture')
describe.skipIf(torture.length === 0)('broken and odd JSON', () => {
  it.each(torture)('$id gives no 5xx, and 400 where it must', async ({ b64, repeat, expect: expected }) => {
    const bytes =
      b64 === undefined
        ? Buffer.from((repeat?.unit ?? '').repeat(repeat?.times ?? 0))
        : Buffer.from(b64, 'base64')
    const response = await answered(() =>
      service.app.request(PATH, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new Uint8Array(bytes),
      }),
    )
    if (expected === 'reject') expect([400, 413]).toContain(response.status)
  })
})

const utf8 = hostileRows<{ id: string; hex: string; valid: boolean }>('utf8-bytes')
describe.skipIf(utf8.length === 0)('bytes inside a string', () => {
  it.each(utf8)('$id', async ({ hex, valid }) => {
    const body = Buffer.concat([
      Buffer.from('{"name":"Ada","text":"words '),
      Buffer.from(hex.replaceAll(' ', ''), 'hex'),
      Buffer.from(' and more"}'),
    ])
    const response = await answered(() =>
      service.app.request(PATH, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new Uint8Array(body),
      }),
    )
    if (!valid) expect(response.status).toBe(400)
  })
})

const members = hostileRows<{ id: string; member: string }>('extra-members')
describe.skipIf(members.length === 0)('members nobody asked for', () => {
  it.each(members)('$id changes nothing', async ({ member }) => {
    const body = `${JSON.stringify(aBody()).slice(0, -1)},${member}}`
    const response = await answered(() => service.call('POST', PATH, body))
    if (response.status >= 300) return
    const { comment, status } = (await response.json()) as {
      comment: { id: string; [key: string]: unknown }
      status: string
    }
    expect(status).toBe('approved')
    expect(comment).toMatchObject({ likes: 0, author: { name: 'Ada Lovelace' } })
    const [row] = await service.deps.db.query(
      (sql) => sql<{ badge: null; age: number; depth: number }[]>`
      select badge, extract(epoch from now() - created_at)::float8 as age, depth from comments where id = ${comment.id}`,
    )
    expect(row).toMatchObject({ badge: null, depth: 1 })
    expect(row?.age).toBeLessThan(60)
  })
})

const keys = hostileRows<{ id: string; key: string; expect: string; why: string }>('repeat-keys')
describe.skipIf(keys.length === 0)('repeat keys', () => {
  it.each(keys)('$id $why', async ({ key, expect: expected }) => {
    if (/[^\x00-\xff]/.test(key)) return
    const response = await answered(() => service.call('POST', PATH, aBody(), { 'idempotency-key': key }))
    if (expected === 'accept') expect(response.status).toBe(201)
    if (expected === 'refuse') expect(response.status).toBe(400)
  })
})

const values = hostileRows<{ id: string; value: string }>('header-values')
describe.skipIf(values.length === 0)('header values', () => {
  it.each(values)('$id never come back as a header', async ({ value }) => {
    if (/[\r\n\0]|[^\x00-\xff]/.test(value)) return
    const response = await answered(() => service.call('POST', PATH, aBody(), { 'x-request-id': value }))
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{8,100}$/)
    expect(response.headers.get('set-cookie')).toBeNull()
  })
})
