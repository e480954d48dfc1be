import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiOf } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/database.ts'
import { logLines, type Running, start } from '../helpers/process.ts'
import { aBody } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let process: Running
beforeAll(async () => {
  database = await freshDatabase()
  // What a later version may do to a schema that this one is to work with.
  for (const change of [
    'alter table comments add column mood text',
    "alter table outbox add column lane text not null default 'all'",
    'create table moods (site_id uuid, mood text)',
    'create index comments_mood on comments (site_id, mood)',
    `insert into drizzle.__drizzle_migrations (hash, created_at)
      select 'later ' || n, max(created_at) + n from drizzle.__drizzle_migrations, generate_series(1, 2) n group by n`,
  ]) {
    await database.db.query((sql) => sql.unsafe(change))
  }
  const env = { PORT: '0', CAPTCHA: 'none', JOBS: 'off', STOP_NOTICE_MS: '0', DATABASE_URL: database.url }
  process = start('src/main.ts', { env: { ...env, ADMIN_TOKEN: 'an-admin-token-of-an-older-version' } })
})
afterAll(async () => {
  process.kill('SIGKILL')
  await process.ended
  await database.close()
})

it('works on a schema that a later version has migrated, and says so once', async () => {
  const { port } = await process.event('service.listening')
  const service = apiOf(Number(port), 'an-admin-token-of-an-older-version')
  await until(async () => (await service.status('/readyz')) === 200)
  const site = { slug: 'news', name: 'News', origins: ['https://news.example'] }
  expect((await service.post('/v1/admin/sites', site)).status).toBe(201)
  const path = '/v1/sites/news/articles/bridge/comments'
  expect((await service.post(path, aBody())).status).toBe(201)
  expect(await (await service.get(path)).json()).toMatchObject({ article: { count: 1 } })
  const said = logLines(process.output.stdout).filter(({ event }) => event === 'database.newer')
  expect(said).toMatchObject([{ level: 'warn', ahead: 2 }])
})
