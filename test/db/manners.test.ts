import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { migrate } from '../../src/db/migrate.ts'
import { by } from '../helpers/author.ts'
import { emptyDatabase } from '../helpers/database.ts'
import { aService, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

const OF_ITS_OPERATOR = [
  "timezone = 'Asia/Kolkata'",
  "datestyle = 'German, DMY'",
  'standard_conforming_strings = off',
  "bytea_output = 'escape'",
  "intervalstyle = 'sql_standard'",
  "client_encoding = 'LATIN1'",
  "default_transaction_isolation = 'serializable'",
]
const TEXT = 'Grüße — 東京 \\ and \\n are no escapes 😀'
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/

let service: Service
beforeAll(async () => {
  const database = await emptyDatabase()
  const name = new URL(database.url).pathname.slice(1)
  for (const setting of OF_ITS_OPERATOR)
    await database.db.query((sql) => sql.unsafe(`alter database ${name} set ${setting}`))
  // Connections from before do not know of it.
  await database.db.query((sql) =>
    sql.unsafe(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
      [name],
    ),
  )
  await migrate(database.url)
  service = await aService({ database, jobs: true })
})
afterAll(() => service.close())

/** Every time in an answer, wherever it stands. */
function timesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' && /(At|at|from|until|since)$/.test(name) ? [member] : timesIn(member),
  )
}

describe('a database whose operator likes dates and texts otherwise', () => {
  const desk = async (method: string, path: string, body?: unknown) => {
    const response = await service.call(method, `/v1/review${path}`, body, service.as(service.moderator))
    return (await response.json()) as { items: object[]; comment: object }
  }

  it('keeps a comment as it was written, with its time', async () => {
    const { status, body } = await service.submit({ text: TEXT })
    expect(status).toBe(201)
    const thread = (await (await service.call('GET', '/v1/sites/news/articles/bridge/comments')).json()) as {
      comments: { text: string; createdAt: string }[]
    }
    expect(thread.comments).toMatchObject([
      { id: body.comment.id, text: TEXT, createdAt: body.comment['createdAt'] },
    ])
    const createdAt = thread.comments[0]?.createdAt ?? ''
    expect(createdAt).toMatch(TIME)
    expect(Math.abs(Date.now() - Date.parse(createdAt))).toBeLessThan(60_000)
  })

  it('tells moderators and authors the same times', async () => {
    const { body } = await service.submit({ text: 'See https://a.example/ and https://b.example/, both.' })
    const queue = await desk('GET', '/queue?site=news')
    expect(queue.items).toMatchObject([{ comment: { id: body.comment.id } }])
    const decision = { action: 'reject', reason: 'spam', version: 1 }
    const decided = await desk('PUT', `/comments/${body.comment.id}/decision`, decision)
    const path = `/v1/sites/news/comments/${body.comment.id}`
    const own = await (await service.call('GET', path, undefined, by(body.receipt))).json()
    expect(own).toMatchObject({ status: 'rejected', reasons: ['spam'] })
    const times = [queue, decided, own, await desk('GET', '/decisions')].flatMap(timesIn)
    expect(times.length).toBeGreaterThan(8)
    expect(times.filter((time) => !TIME.test(time))).toEqual([])
  })

  it('has its jobs done, and tried again', async () => {
    const attempts: number[] = []
    const enqueue = service.deps.jobs.define({
      name: 'twice',
      data: z.object({}),
      retries: { limit: 1, delaySeconds: 1, maxDelaySeconds: 1 },
      run: async (_, { attempt }) => {
        attempts.push(attempt)
        if (attempt === 1) throw new Error('once more')
      },
    })
    await until(() => service.deps.jobs.isRunning())
    await enqueue(service.deps.db, {})
    await until(() => attempts.length === 2)
  })
})
