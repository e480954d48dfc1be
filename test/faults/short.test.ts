import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { fairClock } from '../helpers/cpu.ts'
import { aBody, aService, besides, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'
import { halves } from '../helpers/whole.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

/** Asked twice: the first may hear of a moment in which the machine was given to others. */
const readiness = async (of: Pick<Service, 'call'>) => {
  await of.call('GET', '/readyz')
  const response = await of.call('GET', '/readyz')
  return { status: response.status, body: (await response.json()) as { status: string } }
}

/** Every table that a submission writes into. */
const TABLES = ['comments', 'verdicts', 'outbox', 'repeat_keys', 'sightings', 'rates', 'articles']

describe('a database that refuses to write', () => {
  it.each([
    ['its disk is full', '53100', 503],
    ['it has no memory', '53200', 503],
    ['of a fault of its own', 'XX000', 500],
  ])(
    'because %s, in whatever table, keeps nothing of a submission; sent again later it is there once',
    async (_, code, status) => {
      for (const table of TABLES) {
        const body = aBody()
        const key = { 'idempotency-key': crypto.randomUUID() }
        await refusing(table, code, async () => {
          const refused = await service.submit(body, { article: table }, key)
          expect(refused.status).toBe(status)
          expect(refused.headers.get('content-type')).toContain('application/problem+json')
          if (status === 503) expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
        })
        expect(await halves(service.deps.db)).toEqual([])
        const first = await service.submit(body, { article: table }, key)
        const second = await service.submit(body, { article: table }, key)
        expect(first.status).toBe(201)
        expect(second.body.comment.id).toBe(first.body.comment.id)
        expect(await halves(service.deps.db)).toEqual([])
      }
    },
  )

  it('goes on serving threads, says that it is short of room, and keeps its connections', async () => {
    const { body } = await service.submit({}, { article: 'full' })
    const { replaced } = service.deps.db.stats()
    await refusing('comments', '53100', async () => {
      expect((await service.submit({}, { article: 'full' })).status).toBe(503)
      const thread = await service.call('GET', '/v1/sites/news/articles/full/comments')
      expect(await thread.json()).toMatchObject({ comments: [{ id: body.comment.id }] })
      expect(await readiness(service)).toMatchObject({ status: 200, body: { status: 'short' } })
    })
    expect(service.deps.db.stats().replaced).toBe(replaced)
    expect((await service.submit({}, { article: 'full' })).status).toBe(201)
  })
})

describe('a database without connections for us', () => {
  const role = `few_${randomBytes(4).toString('hex')}`
  const admin = postgres(inject('clusterUrl'), { max: 1, onnotice: () => {} })
  let few: Awaited<ReturnType<typeof besides>>
  beforeAll(async () => {
    await admin.unsafe(`create role ${role} login password 'few' connection limit 4`)
    const direct = postgres(service.databaseUrl, { max: 1, onnotice: () => {} })
    await direct.unsafe(`grant all on all tables in schema public, drizzle to ${role}`)
    await direct.unsafe(`grant usage on schema drizzle to ${role}`)
    await direct.end()
    const url = new URL(service.databaseUrl)
    url.username = role
    url.password = 'few'
    few = await besides(service, { url: url.href })
  })
  afterAll(async () => {
    await few.close()
    const direct = postgres(service.databaseUrl, { max: 1, onnotice: () => {} })
    await direct.unsafe(`drop owned by ${role}`)
    await direct.end()
    await admin.unsafe(`drop role ${role}`)
    await admin.end()
  })

  it('but a few gets by with those', async () => {
    await until(() => few.deps.live.isListening())
    const statuses = await Promise.all(
      Array.from(
        { length: 40 },
        async (_, n) => (await few.call('GET', `/v1/sites/news/counts?article=${n}`)).status,
      ),
    )
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect((await few.submit()).status).toBe(201)
  })

  it('answers 503 in time, and 201 within a second once there are some', async () => {
    await admin.unsafe(`alter role ${role} connection limit 0`)
    await admin.unsafe(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`)
    await until(async () => (await few.submit()).status === 503)
    const refusedMs = fairClock()
    const refused = await few.submit()
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(refusedMs()).toBeLessThan(3_000)
    expect((await readiness(few)).status).toBe(503)
    await admin.unsafe(`alter role ${role} connection limit -1`)
    const healedMs = fairClock()
    await until(async () => (await few.submit()).status === 201)
    expect(healedMs()).toBeLessThan(1_000)
  })
})

/** What is done while every write into a table raises an error of the server's. */
async function refusing(table: string, code: string, work: () => Promise<void>): Promise<void> {
  const direct = postgres(service.databaseUrl, { max: 1, onnotice: () => {} })
  await direct.unsafe(`
    create function refuse() returns trigger language plpgsql as
      $$begin raise exception 'refused' using errcode = '${code}'; end$$;
    create trigger refuse before insert or update or delete on ${table} execute function refuse()`)
  try {
    await work()
  } finally {
    await direct.unsafe(`drop trigger refuse on ${table}; drop function refuse()`)
    await direct.end()
  }
}
