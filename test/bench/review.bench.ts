import { randomUUID } from 'node:crypto'
import { type Db, openDb } from '../../src/db/client.ts'
import { manyHeld } from '../helpers/held.ts'
import { start } from '../helpers/process.ts'
import { aCluster } from './cluster.ts'
import { interleaved, type Row, ratio, spread } from './row.ts'

const ADMIN_TOKEN = 'the-admin-token-of-the-review-bench'
const [FEW, MANY] = [50, 100_000]
const WAVE = 20_000
const MODERATORS = 20
const LOOKS = 20
const DECISIONS = 4_000
const CLAIMED = 10
const CONTESTED = 100
const IN_ONE_CALL = 500
const ROUNDS = 5

type Call = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: never }>
type Item = { readonly comment: { readonly id: string }; readonly version: number }

/**
 * The desk on election night, over HTTP: the queue's first page beside a short one, twenty moderators who claim and
 * decide, twenty who decide the same comments at once, five hundred decisions in one call, and a wave of spam
 * cleared and put back.
 */
export async function bench(): Promise<readonly Row[]> {
  const cluster = await aCluster()
  const database = await cluster.database('review')
  const service = start('src/main.ts', {
    env: { CAPTCHA: 'none', LOG_LEVEL: 'info', PORT: '0', DATABASE_URL: database, ADMIN_TOKEN },
  })
  const db = openDb(database, { timeoutMs: 60_000 })
  try {
    const url = `http://127.0.0.1:${(await service.event('service.listening'))['port']}`
    const admin = caller(url, ADMIN_TOKEN)
    await aSite(admin, db, 'few', FEW)
    await aSite(admin, db, 'many', MANY)
    await aSite(admin, db, 'wave', WAVE)
    await aSite(admin, db, 'call', IN_ONE_CALL)
    await db.query((sql) => sql`analyze comments, verdicts, articles`)
    const moderators = await Promise.all(Array.from({ length: MODERATORS }, () => aModerator(admin, url)))
    return [
      await firstPage(admin),
      ...(await claimAndDecide(db, moderators)),
      await contend(db, admin, moderators),
      ...(await decideInOneCall(db, admin)),
      ...(await clearWave(admin)),
    ]
  } finally {
    await db.close()
    service.kill('SIGKILL')
    await cluster.stop()
  }
}

async function firstPage(call: Call): Promise<Row> {
  const look = (site: string) => async () => {
    const started = performance.now()
    for (let i = 0; i < LOOKS; i += 1) await call('GET', `/v1/review/queue?site=${site}`)
    return (performance.now() - started) / LOOKS
  }
  const measured = await interleaved({ few: look('few'), many: look('many') })
  return {
    what: `queue, first page of ${MANY} held`,
    value: spread(measured.many).median,
    unit: 'ms',
    against: `of ${FEW} held`,
    ratio: ratio(measured.many, measured.few),
    aim: { atMost: 1.3 },
  }
}

/** Everybody claims a handful and decides it, until enough is decided. */
async function claimAndDecide(db: Db, moderators: readonly Call[]): Promise<Row[]> {
  let open = DECISIONS
  const accepted = new Set<string>()
  let twice = 0
  const work = async (call: Call) => {
    while (open > 0) {
      open -= CLAIMED
      const { body } = await call('POST', '/v1/review/claims', { site: 'many', count: CLAIMED })
      for (const { comment, version } of (body as { items: Item[] }).items) {
        const decision = { action: 'reject', reason: 'spam', version }
        const { status } = await call('PUT', `/v1/review/comments/${comment.id}/decision`, decision)
        if (status !== 200 || accepted.has(comment.id)) twice += 1
        accepted.add(comment.id)
      }
    }
  }
  const started = performance.now()
  await Promise.all(moderators.map(work))
  const seconds = (performance.now() - started) / 1_000
  const [row] = await db.query(
    (sql) => sql<{ decisions: number; comments: number }[]>`
    select count(*) as decisions, count(distinct comment_id) as comments from decisions`,
  )
  const odd =
    twice + Math.abs((row?.decisions ?? 0) - accepted.size) + Math.abs((row?.comments ?? 0) - accepted.size)
  const what = `${MODERATORS} moderators on ${MANY} held`
  return [
    { what: `${what}: claimed and decided`, value: accepted.size / seconds, unit: 'decisions/s' },
    { what: `${what}: decided twice, lost or refused`, value: odd, unit: '', aim: { atMost: 0 } },
  ]
}

/** All decide the same comments at once: each comment takes exactly one decision. */
async function contend(db: Db, admin: Call, moderators: readonly Call[]): Promise<Row> {
  const { body } = await admin('GET', `/v1/review/queue?site=many&limit=${CONTESTED}&sort=newest`)
  const { items } = body as { items: Item[] }
  let accepted = 0
  for (const { comment, version } of items) {
    const answers = await Promise.all(
      moderators.map((call, i) =>
        call('PUT', `/v1/review/comments/${comment.id}/decision`, {
          version,
          ...(i % 2 === 0 ? { action: 'approve' } : { action: 'reject', reason: 'abuse' }),
        }),
      ),
    )
    accepted += answers.filter(({ status }) => status === 200).length
  }
  const [row] = await db.query(
    (sql) => sql<{ decisions: number }[]>`
    select count(*) as decisions from decisions where comment_id = any(${items.map(({ comment }) => comment.id)}::uuid[])`,
  )
  return {
    what: `${MODERATORS} decide the same ${items.length} at once: more or fewer than one each`,
    value: Math.abs(accepted - items.length) + Math.abs((row?.decisions ?? 0) - items.length),
    unit: '',
    aim: { atMost: 0 },
  }
}

/** As many as one call takes, rejected and taken back, some rounds long. */
async function decideInOneCall(db: Db, admin: Call): Promise<Row[]> {
  const decided: number[] = []
  const undone: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const held = await db.query(
      (sql) => sql<{ id: string; version: number }[]>`
      select id, version from comments where site_id = (select id from sites where slug = 'call')`,
    )
    const decisions = held.map((seen) => ({ ...seen, action: 'reject', reason: 'spam' }))
    const made = await allDone(admin, '/v1/review/decisions', { decisions })
    const ids = made.results.map(({ decision }) => decision.id)
    decided.push(made.seconds)
    undone.push((await allDone(admin, '/v1/review/decisions/undo', { ids })).seconds)
  }
  const row = (what: string, seconds: readonly number[]) => ({
    what: `${IN_ONE_CALL} ${what} in one call`,
    value: spread(seconds).median,
    unit: 's',
    aim: { atMost: 1 },
  })
  return [row('decided', decided), row('taken back', undone)]
}

async function allDone(call: Call, path: string, order: unknown) {
  const started = performance.now()
  const { body } = await call('POST', path, order)
  const { results } = body as { results: { status: number; decision: { id: string } }[] }
  const done = results.filter(({ status }) => status === 200).length
  if (done !== IN_ONE_CALL) throw new Error(`${path}: ${done} of ${IN_ONE_CALL} done`)
  return { results, seconds: (performance.now() - started) / 1_000 }
}

async function clearWave(admin: Call): Promise<Row[]> {
  const match = { site: 'wave', q: 'wave' }
  const order = { match, action: 'reject', reason: 'spam', total: WAVE }
  const cleared = await timed(admin, () => admin('POST', '/v1/review/bulk', order))
  const undone = await timed(admin, () => admin('POST', `/v1/review/bulk/${cleared.id}/undo`))
  return [
    {
      what: `wave of ${WAVE} rejected in the background`,
      value: cleared.seconds,
      unit: 's',
      aim: { atMost: 60 },
    },
    { what: `wave of ${WAVE} taken back`, value: undone.seconds, unit: 's', aim: { atMost: 60 } },
  ]
}

/** Seconds from the call to the end of its job, which must have reached all of it. */
async function timed(call: Call, begin: () => ReturnType<Call>) {
  const started = performance.now()
  const { id } = (await begin()).body as { id: string }
  for (;;) {
    const { body } = await call('GET', `/v1/review/bulk/${id}`)
    const { state, done } = body as { state: string; done: number }
    if (state === 'done' && done === WAVE) return { id, seconds: (performance.now() - started) / 1_000 }
    if (state !== 'waiting' && state !== 'running')
      throw new Error(`the job ended ${state} with ${done} done`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function aSite(admin: Call, db: Db, slug: string, held: number): Promise<void> {
  const { body } = await admin('POST', '/v1/admin/sites', { slug, name: slug, origins: [] })
  await manyHeld(db, (body as { id: string }).id, held)
}

async function aModerator(admin: Call, url: string): Promise<Call> {
  const { body } = await admin('POST', '/v1/admin/tokens', { name: randomUUID(), role: 'moderator' })
  return caller(url, (body as { token: string }).token)
}

function caller(url: string, token: string): Call {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (response.status >= 500) throw new Error(`${method} ${path}: ${response.status}`)
    return { status: response.status, body: (await response.json()) as never }
  }
}
