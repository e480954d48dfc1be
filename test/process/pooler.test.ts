import postgres from 'postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { apiOf } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/database.ts'
import { aPgBouncer, HAS_PGBOUNCER } from '../helpers/pgbouncer.ts'
import { logLines, type Running, start } from '../helpers/process.ts'
import { aBody, OPEN_LIMITS } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

const ADMIN_TOKEN = 'an-admin-token-behind-a-pooler'
const ends: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const end of ends.toReversed()) await end()
})

function started(env: Record<string, string>): Running {
  const process = start('src/main.ts', { env: { PORT: '0', CAPTCHA: 'none', ADMIN_TOKEN, ...env } })
  ends.push(() => {
    process.kill('SIGKILL')
    return process.ended
  })
  return process
}

async function aPooledDatabase() {
  const database = await freshDatabase()
  ends.push(database.close)
  const pooler = await aPgBouncer(database.url)
  ends.push(pooler.close)
  return { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: database.url }
}

describe.skipIf(!HAS_PGBOUNCER)('through PgBouncer in transaction mode', () => {
  it('two processes do all their work, and each hears what the other changes', {
    timeout: 60_000,
  }, async () => {
    const env = await aPooledDatabase()
    const pair = [started(env), started(env)]
    const ports = await Promise.all(
      pair.map(async (process) => Number((await process.event('service.listening'))['port'])),
    )
    const [one, two] = ports.map((port) => apiOf(port, ADMIN_TOKEN)) as [Desk, Desk]
    const policy = { limits: OPEN_LIMITS }
    const site = { slug: 'news', name: 'The News', origins: ['https://news.example'], policy }
    expect((await one.post('/v1/admin/sites', site)).status).toBe(201)
    await Promise.all(pair.map((process) => process.event('jobs.started')))

    const thread = '/v1/sites/news/articles/bridge/comments'
    // A few at a time: what would be answered late is refused, and how many are in time is the machine's matter.
    const sent: Response[] = []
    while (sent.length < 60) {
      const few = [one, two, one, two, one, two].map((desk) => desk.post(thread, aBody()))
      sent.push(...(await Promise.all(few)))
    }
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([201]))
    const shown = async (desk: Desk) =>
      ((await (await desk.get(thread)).json()) as { article: { count: number } }).article.count
    await until(async () => (await shown(one)) === 60 && (await shown(two)) === 60)

    const [first] = (await Promise.all(sent.map((answer) => answer.json()))) as { comment: { id: string } }[]
    const decisions = [{ id: first?.comment.id, action: 'reject', reason: 'spam', version: 1 }]
    expect(await (await one.post('/v1/review/decisions', { decisions })).json()).toMatchObject({
      results: [{ status: 200 }],
    })
    await until(async () => (await shown(two)) === 59)
    const told = pair.flatMap(({ output }) => logLines(output.stdout)).filter(({ level }) => level !== 'info')
    expect(new Set(told.map(({ event }) => event))).toEqual(new Set(['database.unlimited']))
  })

  it('a role with limits of its own is no reason to warn, and migrates all the same', async () => {
    const env = await aPooledDatabase()
    const admin = postgres(env.DATABASE_DIRECT_URL, { max: 1, onnotice: () => {} })
    const { username, pathname } = new URL(env.DATABASE_DIRECT_URL)
    const limits = { statement_timeout: 1_900, lock_timeout: 600, idle_in_transaction_session_timeout: 2_500 }
    for (const [name, ms] of Object.entries(limits)) {
      await admin.unsafe(`alter role ${username} in database ${pathname.slice(1)} set ${name} = ${ms}`)
    }
    await admin.end()
    const process = started({ ...env, JOBS: 'off' })
    await process.event('service.listening')
    expect(logLines(process.output.stdout).filter(({ level }) => level !== 'info')).toEqual([])
  })

  it('a start that does not know the way past it says what is missing in one line', async () => {
    const { DATABASE_URL } = await aPooledDatabase()
    const process = started({ DATABASE_URL })
    expect(await process.ended).toEqual({ code: 1, signal: null })
    expect(process.output.stderr).toBe(
      'Cannot start: DATABASE_URL leads to a pooler: set DATABASE_DIRECT_URL to the database itself as well.\n',
    )
  })
})

type Desk = ReturnType<typeof apiOf>
