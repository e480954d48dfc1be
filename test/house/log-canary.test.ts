import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ERRORS } from '../../src/errors.ts'
import { apiOf } from '../helpers/api.ts'
import { hostileRows } from '../helpers/data.ts'
import { freshDatabase } from '../helpers/database.ts'
import { aMailbox, type Mailbox } from '../helpers/mailbox.ts'
import { logLines, type Running, start } from '../helpers/process.ts'
import { until } from '../helpers/until.ts'

const ADMIN_TOKEN = 'canary-admin-token-of-the-tests'
const ADDRESS = '203.0.113.77'
/** Who asks just as the job that sends begins is met by the next one, which looks every minute. */
const NEXT_LOOK_MS = 70_000
let database: Awaited<ReturnType<typeof freshDatabase>>
let mailbox: Mailbox
let process: Running
let service: ReturnType<typeof apiOf>

beforeAll(async () => {
  database = await freshDatabase()
  mailbox = await aMailbox()
  process = start('src/main.ts', {
    env: {
      PORT: '0',
      CAPTCHA: 'none',
      LOG_LEVEL: 'trace',
      DATABASE_URL: database.url,
      ADMIN_TOKEN,
      SECRET_KEY: 'canary-secret-key-of-the-tests',
      TRUSTED_PROXIES: '127.0.0.1,::1',
      METRICS_TOKEN: 'canary-metrics-token',
      STOP_NOTICE_MS: '0',
      PRIVATE_HOSTS: '127.0.0.1',
      SMTP_URL: mailbox.url.replace('//', '//user:canary-password-of-mail@'),
      MAIL_FROM: 'comments@news.example',
      PUBLIC_URL: 'https://comments.example',
    },
  })
  service = apiOf(Number((await process.event('service.listening'))['port']), ADMIN_TOKEN)
  await service.post('/v1/admin/sites', {
    slug: 'news',
    name: 'The News',
    origins: ['https://news.example'],
    policy: {
      limits: { perReaderPerMinute: 100_000, perArticlePerMinute: 100_000, perSitePerMinute: 1_000_000 },
      words: { hold: ['canaryheldword'], reject: ['canaryrejectedword'] },
    },
  })
})
afterAll(async () => {
  process.kill('SIGKILL')
  await process.ended
  await mailbox.close()
  await database.close()
})

let count = 0
/** A word that occurs nowhere else. */
function canary(what: string): string {
  count += 1
  return `canary${what}${count}`
}

/** Eight at a time. */
async function ofEach<T>(rows: readonly T[], send: (row: T) => Promise<unknown>): Promise<void> {
  const left = rows.values()
  const one = async () => {
    for (const row of left) await send(row)
  }
  await Promise.all(Array.from({ length: 8 }, one))
}

const SUBMIT = '/v1/sites/news/articles/bridge/comments'
const aReader = () => ({
  'x-forwarded-for': ADDRESS,
  'user-agent': canary('agent'),
  referer: `https://news.example/${canary('referrer')}`,
  'idempotency-key': canary('key'),
})

async function put(path: string, body: unknown): Promise<void> {
  const { status } = await fetch(`${service.base}${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_TOKEN}` },
    body: JSON.stringify(body),
  })
  expect(status, path).toBeLessThan(300)
}

/** Addresses and secrets that admins name, of a chat, a receiver and a cache where nobody listens. */
async function callOutside(): Promise<void> {
  const site = '/v1/admin/sites/news'
  const outside = () => `http://127.0.0.1:9/${canary('path')}?${canary('query')}=1`
  await put(`${site}/alerts`, { url: outside() })
  const told = await service.post(`${site}/alerts/test`, undefined)
  expect(await told.json()).toEqual({ error: 'ECONNREFUSED' })
  const made = await service.post(`${site}/webhooks`, { url: outside(), sendsText: true })
  const { id } = (await made.json()) as { id: string }
  expect((await service.post(`${site}/webhooks/${id}/ping`, undefined)).status).toBe(200)
  await put(`${site}/secrets/purge-token`, { value: canary('secret') })
  const line = { type: 'comment', id: canary('id'), article: canary('article'), text: canary('imported') }
  await service.post(`${site}/import?format=postbag`, line)
  await service.post('/console/session', { token: canary('token') }, { 'sec-fetch-site': 'same-origin' })
}

/** A comment that is kept for a court, read, told of and released. */
async function heldAsEvidence(commentId: string): Promise<void> {
  const path = '/v1/admin/sites/news/evidence'
  const hold = { commentId, cause: 'legal-claim', note: canary('claim') }
  const kept = (await (await service.post(path, hold)).json()) as { id: string }
  const read = await service.post(`${path}/${kept.id}/readings`, undefined)
  expect(await read.text()).toMatch(/canaryedit/)
  const told = { authority: canary('authority'), reference: canary('reference') }
  expect((await service.post(`${path}/${kept.id}/told`, told)).status).toBe(200)
  const keepUntil = new Date(Date.now() + 86_400_000).toISOString()
  await put(`${path}/${kept.id}/until`, { keepUntil, reason: canary('reason') })
  expect((await service.post(`${path}/${kept.id}/release`, { reason: canary('reason') })).status).toBe(200)
}

it('nothing that a reader wrote, no address and no token reaches the log, errors included', async () => {
  const body = (more: Record<string, unknown> = {}) => ({
    name: canary('name'),
    text: `${canary('text')} crossed the bridge.`,
    email: `${canary('mail')}@canary.example`,
    website: `https://${canary('site')}.example/`,
    url: `https://news.example/${canary('url')}`,
    title: canary('title'),
    captcha: canary('token'),
    ...more,
  })
  const submitted = await service.post(SUBMIT, body(), aReader())
  expect(submitted.status).toBe(201)
  const { comment, receipt } = (await submitted.json()) as { comment: { id: string }; receipt: string }
  for (const text of ['canaryheldword', 'canaryrejectedword', '', `${canary('long')} `.repeat(2_000)]) {
    await service.post(SUBMIT, body({ text }), aReader())
  }
  const at = `/v1/sites/news/comments/${comment.id}`
  const withReceipt = { authorization: `Receipt ${receipt}` }
  await service.get(at, { headers: withReceipt })
  await service.get(`${at}?${canary('query')}=${canary('query')}`, {
    headers: { authorization: `Receipt ${canary('receipt')}` },
  })
  await fetch(`${service.base}${at}`, {
    method: 'PATCH',
    headers: { ...withReceipt, 'content-type': 'application/json' },
    body: JSON.stringify({ text: canary('edit') }),
  })
  for (const refusal of [
    { code: 451, says: canary('greylisted') },
    { code: 550, says: canary('unknown') },
  ]) {
    const [tried, email] = [mailbox.tried.length, `${canary('mail')}@canary.example`]
    mailbox.refuse(() => refusal)
    const asked = await fetch(`${service.base}${at}/mail`, {
      method: 'PUT',
      headers: { ...withReceipt, 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    })
    expect(asked.status).toBe(200)
    await until(() => mailbox.tried.length > tried, NEXT_LOOK_MS)
  }
  await service.get(`/v1/sites/news/mail/confirm/${canary('key')}`)
  await service.post(`${at}/reports`, { reason: 'spam', note: canary('note') }, aReader())
  const who = { name: canary('name'), email: `${canary('mail')}@canary.example`, goodFaith: true }
  const notice = { reason: 'illegal', note: canary('note'), notice: who }
  expect((await service.post(`${at}/reports`, notice, aReader())).status).toBe(202)
  await until(() => mailbox.tried.includes(who.email), NEXT_LOOK_MS)
  await service.get(`/v1/sites/news/notices/${canary('receipt')}`)
  await service.get(`/v1/review/comments?q=${canary('search')}`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  })
  await service.get('/v1/review/queue', { headers: { authorization: `Bearer ${canary('bearer')}` } })
  await service.post('/v1/review/bans', {
    site: 'news',
    kind: 'name',
    value: canary('ban'),
    note: canary('note'),
  })
  const review = `/v1/review${at.replace('/v1/sites/news', '')}`
  const asAdmin = { authorization: `Bearer ${ADMIN_TOKEN}` }
  const note = await service.post(`${review}/notes`, { text: canary('note') }, asAdmin)
  expect(note.status).toBe(201)
  await service.post(`${review}/answers`, { text: canary('answer'), name: canary('name') }, asAdmin)
  const asked = await service.post(SUBMIT, body({ text: 'canaryheldword' }), aReader())
  const { comment: held } = (await asked.json()) as { comment: { id: string } }
  await put(`/v1/review/comments/${held.id}/second-opinion`, { version: 1, note: canary('opinion') })
  await put(`/v1/review/comments/${held.id}/escalation`, { note: canary('danger') })
  await heldAsEvidence(comment.id)
  await service.post('/v1/review/views', { name: canary('view'), query: { q: canary('query') } })
  await service.post('/v1/admin/sites', { slug: canary('slug'), [canary('member')]: canary('value') })
  await service.get(`/${canary('path')}/${canary('path')}`)
  await service.post('/v1/review/decisions', { [canary('member')]: 1 })
  await fetch(`${service.base}${SUBMIT}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...aReader() },
    body: `{"name": "${canary('broken')}`,
  })
  await service.post(SUBMIT, body({ id: canary('id'), parentId: canary('parent') }), aReader())
  await service.post(SUBMIT, body({ name: '', text: canary('nameless') }), aReader())
  await service.get(`/v1/sites/news/articles/bridge/comments?cursor=${canary('cursor')}`)
  await service.get('/metrics', { headers: { authorization: 'Bearer canary-metrics-token' } })

  await ofEach(hostileRows<{ text: string }>('naughty-strings'), ({ text }) =>
    service.post(
      SUBMIT,
      body({ text: `${text} ${canary('text')}`, name: `${text} ${canary('name')}` }),
      aReader(),
    ),
  )
  await ofEach(hostileRows<{ where: string; value?: string }>('storage-values'), async (row) => {
    const given = `${row.value ?? ''}${canary('stored')}`
    await service.post(SUBMIT, body({ text: given, id: given, parentId: given }), {
      'x-forwarded-for': ADDRESS,
    })
    await service.get(
      `/v1/review/comments?q=${encodeURIComponent(given.toWellFormed())}&cursor=${canary('cursor')}`,
      {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      },
    )
  })

  // Late, because the receiver hears of every comment from then on.
  await callOutside()
  await service.post(SUBMIT, body(), aReader())

  // A statement that fails has readers' words in its error.
  const sql = postgres(database.url, { max: 1, onnotice: () => {} })
  await sql`alter table comments add constraint none_of_it check (text not like '%canary%') not valid`
  const failed = await service.post(SUBMIT, body(), { 'x-forwarded-for': ADDRESS })
  expect(failed.status).toBeGreaterThanOrEqual(500)
  expect(await failed.text()).not.toMatch(/canary/i)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
  await service.post(SUBMIT, body(), aReader())
  await sql.end()

  process.kill('SIGTERM')
  await process.ended
  const said = process.output.stdout + process.output.stderr
  expect(logLines(said).length).toBeGreaterThan(20)
  const leaks = said.split('\n').filter((line) => /canary/i.test(line) || line.includes(ADDRESS))
  expect(leaks).toEqual([])
}, 240_000)

it('every line is one event with a stable name', async () => {
  await until(() => process.child.exitCode !== null)
  const lines = process.output.stdout.split('\n').filter((line) => line !== '')
  for (const line of lines) expect(line.length).toBeLessThan(8_192)
  const events = new Set(logLines(process.output.stdout).map(({ event }) => event))
  const refused = logLines(process.output.stdout).filter(
    ({ event, status }) => event === 'request' && Number(status) >= 400,
  )
  expect(refused.length).toBeGreaterThan(10)
  for (const { code } of refused) expect(Object.keys(ERRORS)).toContain(code)
  for (const event of events) expect(event).toMatch(/^[a-z-]+(\.[a-z-]+)*$/)
})

it('every member of a line means the same wherever it is, and is of one type: stores of logs refuse others', () => {
  const types = new Map<string, Set<string>>()
  for (const line of logLines(process.output.stdout)) {
    for (const [member, value] of Object.entries(line)) {
      if (value === null) continue
      const type = Array.isArray(value) ? 'array' : typeof value
      types.set(member, (types.get(member) ?? new Set()).add(type))
    }
  }
  expect(types.size).toBeGreaterThan(30)
  const unsure = [...types].filter(([, found]) => found.size > 1).map(([member]) => member)
  expect(unsure).toEqual([])
  expect([...types.keys()]).not.toContain('siteId')
})
