import postgres from 'postgres'
import { afterAll, expect, inject, it } from 'vitest'
import { freshDatabase } from '../helpers/database.ts'
import { aService } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

const said: string[] = []
const note = (_: unknown, event: string) => said.push(event)
const log = { info: note, warn: note, error: note } as never
const service = await aService({ database: await freshDatabase({ log }) })
const admin = postgres(inject('clusterUrl'), { max: 1, onnotice: () => {} })
afterAll(async () => {
  await service.close()
  await admin.end()
})

it('a database that lets nobody in any more is away, not a fault of ours, and is back by itself', async () => {
  const name = new URL(service.databaseUrl).pathname.slice(1)
  await admin.unsafe(`alter database ${name} allow_connections false`)
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
  for (let turn = 0; turn < 3; turn += 1) {
    const answer = await service.submit()
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
  }
  await until(() => said.includes('database.away'))
  // Since that is known, requests try no login of their own: one client is thrown away every 200 ms at most, for each
  // that fails.
  const { replaced } = service.deps.db.stats()
  const ends = performance.now() + 600
  while (performance.now() < ends) expect((await service.submit()).status).toBe(503)
  expect(service.deps.db.stats().replaced).toBe(replaced)
  await admin.unsafe(`alter database ${name} allow_connections true`)
  await expect.poll(async () => (await service.submit()).status).toBe(201)
})
