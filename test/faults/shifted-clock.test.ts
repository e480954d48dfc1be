import { get } from 'node:http'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { Challenge } from 'altcha-lib/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChallenge } from '../../src/captcha/altcha.ts'
import { findSite } from '../../src/sites/queries.ts'
import { apiOf } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/database.ts'
import { ROOT, type Running, start } from '../helpers/process.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { type Answer, aBody, OPEN_LIMITS } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const ADMIN_TOKEN = 'an-admin-token-of-the-wrong-clock'
const SECRET_KEY = 'a secret key of the wrong clock'
const CHECK_SECRET = `whsec_${Buffer.alloc(32, 'x').toString('base64')}`

describe.each([
  ['ahead of', HOUR_MS],
  ['behind', -HOUR_MS],
])('a process whose clock is an hour %s the database', (_, shiftMs) => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let receiver: Awaited<ReturnType<typeof aReceiver>>
  let process: Running
  let service: ReturnType<typeof apiOf>
  const sites: Record<string, object> = { news: OPEN_LIMITS, slow: { ...OPEN_LIMITS, perReaderPerMinute: 3 } }

  beforeAll(async () => {
    database = await freshDatabase()
    receiver = await aReceiver((response) => response.writeHead(204).end())
    process = start('src/main.ts', {
      env: {
        PORT: '0',
        DATABASE_URL: database.url,
        ADMIN_TOKEN,
        SECRET_KEY,
        PRIVATE_HOSTS: '127.0.0.1',
        CUSTOM_CHECK_URL: `${receiver.url}/check`,
        CUSTOM_CHECK_SECRET: CHECK_SECRET,
        STOP_NOTICE_MS: '0',
        SHIFTED_BY_MS: String(shiftMs),
        NODE_OPTIONS: `--import=${ROOT}test/helpers/shifted-clock.ts`,
      },
    })
    const line = await process.event('service.listening')
    expect(Math.abs(Date.parse(String(line['time'])) - Date.now() - shiftMs)).toBeLessThan(MINUTE_MS)
    service = apiOf(Number(line['port']), ADMIN_TOKEN)
    for (const [slug, limits] of Object.entries(sites)) {
      const site = { slug, name: slug, origins: ['https://news.example'], policy: { limits } }
      expect((await service.post('/v1/admin/sites', site)).status).toBe(201)
    }
  })
  afterAll(async () => {
    process.kill('SIGTERM')
    await process.ended
    await receiver.close()
    await database.close()
  })

  const proof = async (site = 'news') => {
    const response = await service.get(`/v1/sites/${site}/captcha/challenge`)
    return solved((await response.json()) as Challenge)
  }
  const submit = async (fields: Record<string, unknown> = {}, site = 'news') => {
    const body = aBody({ captcha: await proof(site), ...fields })
    const response = await service.post(`/v1/sites/${site}/articles/bridge/comments`, body)
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
  }
  const expectNow = (ms: number) => expect(Math.abs(ms - Date.now())).toBeLessThan(MINUTE_MS)

  it('takes proofs of work for ten minutes', async () => {
    const site = await findSite(database.db, 'news')
    const madeAgo = async (minutes: number) => {
      const now = new Date(Date.now() - minutes * MINUTE_MS)
      return solved(await createChallenge(SECRET_KEY, { siteId: site?.id ?? '', now }))
    }
    expect((await submit()).status).toBe(201)
    expect((await submit({ captcha: await madeAgo(9) })).status).toBe(201)
    expect((await submit({ captcha: await madeAgo(11) })).status).toBe(403)
  })

  it('lets an author edit for five minutes, and look after that', async () => {
    const { body } = await submit()
    expectNow(Date.parse(String(body.comment['createdAt'])))
    const path = `/v1/sites/news/comments/${body.comment.id}`
    const edit = async () => {
      const headers = { authorization: `Receipt ${body.receipt}`, 'content-type': 'application/json' }
      const text = String(aBody()['text'])
      return (await service.get(path, { method: 'PATCH', headers, body: JSON.stringify({ text }) })).status
    }
    expect(await edit()).toBe(200)
    await database.db.query(
      (sql) =>
        sql`update comments set created_at = now() - interval '6 minutes' where id = ${body.comment.id}`,
    )
    expect(await edit()).toBe(403)
    const look = await service.get(path, { headers: { authorization: `Receipt ${body.receipt}` } })
    expect(await look.json()).toMatchObject({ status: 'approved' })
  })

  it('counts a reader’s minute as it is', async () => {
    const statuses: number[] = []
    let last = await submit({}, 'slow')
    for (statuses.push(last.status); statuses.length < 4; statuses.push(last.status)) {
      last = await submit({}, 'slow')
    }
    expect(statuses).toEqual([201, 201, 201, 429])
    // Four came in this minute or on both sides of its beginning; the fifth fits once half of them are past, by the
    // database's clock, which is this test's too.
    const halfOfTheNext = 60 - ((Date.now() / 1_000) % 60) + 30
    const told = Number(last.headers.get('retry-after'))
    expect(told).toBeGreaterThan(0)
    expect(told).toBeLessThanOrEqual(halfOfTheNext + 5)
  })

  it('leases a held comment for five minutes', async () => {
    const { status } = await submit({ text: 'https://a.example https://b.example https://c.example' })
    expect(status).toBe(202)
    const claim = async () => (await service.post('/v1/review/claims', { count: 5 })).json()
    const first = (await claim()) as { items: unknown[]; expiresAt: string }
    expect(first.items).toHaveLength(1)
    expectNow(Date.parse(first.expiresAt) - 5 * MINUTE_MS)
  })

  it('signs what it sends with the right time', async () => {
    const hook = { url: `${receiver.url}/hook` }
    expect((await service.post('/v1/admin/sites/news/webhooks', hook)).status).toBe(201)
    await submit()
    const hooked = await until(() => receiver.received.find(({ path }) => path === '/hook'))
    const checked = receiver.received.find(({ path }) => path === '/check')
    for (const sent of [hooked, checked]) expectNow(Number(sent?.headers['webhook-timestamp']) * 1_000)
  })

  it('tells its open pages of new comments, and those that come back of what they missed', async () => {
    const first = await stream(service.base)
    const told = await submit()
    const { lastId } = await until(() => first.heard(told.body.comment.id))
    first.close()
    const missed = await submit()
    const second = await stream(service.base, lastId)
    await until(() => second.heard(missed.body.comment.id))
    expect(second.text()).not.toContain('event: reset')
    second.close()
  })
})

async function solved(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey })
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64')
}

/** An open event stream of the article, and what it has brought so far. */
async function stream(base: string, lastEventId?: string) {
  let text = ''
  const request = get(`${base}/v1/sites/news/articles/bridge/events`, {
    agent: false,
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  })
  request.on('error', () => {})
  request.once('response', (response) => response.on('data', (chunk) => (text += String(chunk))))
  await until(() => text.includes('retry:'))
  return {
    text: () => text,
    heard: (commentId: string) => {
      const event = text.split('\n\n').find((block) => block.includes(commentId))
      return event === undefined ? undefined : { lastId: /^id: (.+)$/m.exec(event)?.[1] ?? '' }
    },
    close: () => request.destroy(),
  }
}
