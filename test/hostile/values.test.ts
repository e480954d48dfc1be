import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseWebsite } from '../../src/comments/links.ts'
import { cleanName } from '../../src/comments/names.ts'
import { fairClock } from '../helpers/cpu.ts'
import { hostileRows } from '../helpers/data.ts'
import { aBody, aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

const SUBMIT = '/v1/sites/news/articles/bridge/comments'

async function quick(send: () => Response | Promise<Response>): Promise<Response> {
  const waited = fairClock()
  const response = await send()
  expect(response.status).toBeLessThan(500)
  expect(waited()).toBeLessThan(1_000)
  return response
}

type Stored = {
  readonly id: string
  readonly where: string
  readonly value:
    | string
    | { readonly repeat: string; readonly times: number }
    | { readonly random_chars: number }
  readonly expect: readonly number[]
  readonly why: string
}
const stored = hostileRows<Stored>('storage-values')
describe.skipIf(stored.length === 0)('values a database would choke on', () => {
  it.each(stored)('$id $where: $why', async ({ where, value, expect: expected }) => {
    const text = textOf(value)
    for (const send of waysOf(where, text)) {
      const { status } = await quick(send)
      expect([...expected, 404]).toContain(status === 202 ? 201 : status)
    }
  })
})

it.each([
  ['a character that no database holds', '%00'],
  ['one within it', 'news%00'],
  ['more than any site is called', 'x'.repeat(8_000)],
  ['letters that no address has', '%D0%B0'],
])('a site called by %s is not found, by whatever address', async (_, site) => {
  for (const path of [
    'widget',
    'counts?article=a',
    'articles/a/comments',
    'articles/a/events',
    'trending',
    'picks',
  ]) {
    expect((await service.call('GET', `/v1/sites/${site}/${path}`)).status).toBe(404)
  }
  expect((await service.call('POST', `/v1/sites/${site}/articles/a/comments`, aBody())).status).toBe(404)
})

it.each([
  ['words', { hold: [], version: 2 ** 31 }],
  ['policy', { policy: {}, version: 2 ** 31 }],
  ['models/in-force', { version: 2 ** 31 }],
])('a version that no column holds is refused: %s', async (path, body) => {
  const answer = await service.call('PUT', `/v1/admin/sites/news/${path}`, body, service.as(service.admin))
  expect(answer.status).toBe(422)
})

it.each([
  ['https://news.example/a\0b', 'https://news.example/a%00b'],
  ['https://news.example/\ud800', 'https://news.example/%EF%BF%BD'],
  ['https://news.example/a\nb', 'https://news.example/ab'],
])('the address of an article is kept as one can be: %j', async (url, kept) => {
  const path = '/v1/admin/sites/news/articles/odd'
  const answer = await service.call('PUT', path, { url }, service.as(service.admin))
  expect(await answer.json()).toMatchObject({ url: kept })
})

const SAFE = (text: string) => encodeURIComponent(text.toWellFormed())

/** Every place of the API that takes such a value. */
function waysOf(where: string, text: string): (() => Response | Promise<Response>)[] {
  const asModerator = service.as(service.moderator)
  const get = (path: string) => () => service.call('GET', path, undefined, asModerator)
  const submit = (fields: Record<string, unknown>) => () => service.call('POST', SUBMIT, aBody(fields))
  const query = (name: string) => [
    get(`/v1/review/queue?${name}=${SAFE(text)}`),
    get(`/v1/review/comments?${name}=${SAFE(text)}`),
    get(`/v1/sites/news/articles/bridge/comments?${name}=${SAFE(text)}`),
  ]
  if (where === 'body') return [submit({ text })]
  if (where === 'author name') return [submit({ name: text })]
  if (where === 'jsonb member') return [submit({ text })]
  if (where === 'path') return [get(`/v1/sites/news/articles/${text}/comments`)]
  if (where === 'id') {
    return [
      get(`/v1/review/comments/${SAFE(text) || '%20'}`),
      () => service.call('GET', `/v1/sites/news/comments/${SAFE(text) || '%20'}`),
    ]
  }
  if (where === 'idempotency key') {
    if (/[^\x00-\xff]|[\r\n\0]/.test(text)) return []
    return [() => service.call('POST', SUBMIT, aBody(), { 'idempotency-key': text })]
  }
  if (where === 'search' || where === 'query value') return query('q').slice(0, 2)
  if (where === 'since' || where === 'offset') return query(where).slice(2)
  return query(where)
}

function textOf(value: Stored['value']): string {
  if (typeof value === 'string') return value
  if ('random_chars' in value)
    return randomBytes(value.random_chars).toString('hex').slice(0, value.random_chars)
  return value.repeat.repeat(value.times)
}

const names = hostileRows<{ id: string; name: string; expect: string; why: string }>('names')
describe.skipIf(names.length === 0)('names', () => {
  it.each(names)('$id $why: $expect', async ({ name, expect: expected }) => {
    const response = await quick(() => service.call('POST', SUBMIT, aBody({ name })))
    const kept = response.status < 300
    if (expected === 'keep') {
      expect(cleanName(name)).toBe(name.normalize('NFC'))
      expect(kept).toBe(true)
    }
    if (expected === 'refuse') expect(response.status).toBe(422)
    if (expected === 'clean or refuse' && kept) {
      const { comment } = (await response.json()) as { comment: { author: { name: string } } }
      expect(comment.author.name).not.toBe(name)
      expect(comment.author.name).not.toMatch(/[\p{Cc}\u200b\u202a-\u202e\ufeff]|\p{M}{4}/u)
    }
  })
})

const links = hostileRows<{ id: string; url: string; expect: string; why: string }>('links')
describe.skipIf(links.length === 0)('links', () => {
  it.each(links)('$id $why: $expect', async ({ url, expect: expected }) => {
    const website = parseWebsite(url)
    if (expected === 'accept') expect(website).not.toBeNull()
    if (expected === 'reject') expect(website).toBeNull()
    const response = await quick(() => service.call('POST', SUBMIT, aBody({ text: `See ${url} for more.` })))
    if (response.status >= 300) return
    const { comment } = (await response.json()) as { comment: { html: string } }
    for (const [, href = ''] of comment.html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https?:\/\//)
  })
})

const targets = hostileRows<{
  id: string
  site_hosts: string[]
  target: string
  expect: string
  why: string
}>('return-addresses')
describe.skipIf(targets.length === 0)('where the plain form sends a reader back', () => {
  it.each(targets)('$id $why: $expect', async ({ site_hosts, target, expect: expected }) => {
    const origins = site_hosts.map((host) => `https://${host}`)
    const { slug } = await aSite(service.deps, { origins, policy: { limits: OPEN_LIMITS } })
    const form = new URLSearchParams({
      name: 'Ada',
      text: 'The bridge was closed again.',
      url: target.toWellFormed(),
    })
    const response = await quick(() =>
      service.app.request(`/v1/sites/${slug}/articles/bridge/comments`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      }),
    )
    const sentTo = response.headers.get('location')
    if (expected === 'allow') expect(response.status).toBe(303)
    if (expected === 'deny') expect(response.status).not.toBe(303)
    if (response.status === 303) expect(site_hosts).toContain(new URL(sentTo ?? '', 'x:y').hostname)
  })
})

type Pattern = {
  id: string
  pattern: string
  attack: { prefix: string; unit: string; times: number; suffix: string } | null
}
const patterns = hostileRows<Pattern>('patterns')
describe.skipIf(patterns.length === 0)('patterns on a word list', () => {
  it.each(patterns)(
    '$id is refused, or is words like others and matched in no time',
    async ({ pattern, attack }) => {
      const { slug } = await aSite(service.deps)
      const saved = await quick(() =>
        service.call(
          'PUT',
          `/v1/admin/sites/${slug}/policy`,
          { policy: { limits: OPEN_LIMITS, words: { hold: [pattern] } } },
          service.as(service.admin),
        ),
      )
      expect([200, 422]).toContain(saved.status)
      const text = attack === null ? 'a'.repeat(4_000) : attackText(attack)
      await quick(() => service.call('POST', `/v1/sites/${slug}/articles/a/comments`, aBody({ text })))
    },
  )
})

function attackText({ prefix, unit, times, suffix }: NonNullable<Pattern['attack']>): string {
  return (prefix + unit.repeat(times) + suffix).slice(0, 5_000)
}
