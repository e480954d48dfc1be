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
  // What an admin of the later version set, with members that this one does not know.
  await database.db.query(
    (sql) => sql`
    with next as (
      insert into policies (site_id, version, policy, created_by)
      select id, 2, ${sql.json({ moods: ['calm'], links: { holdAt: 1, moodAt: 5 }, limits: { perMood: 1 } })}, 'Ada'
      from sites returning site_id
    )
    update sites set policy_version = 2 from next where id = site_id returning
      pg_notify('postbag', json_build_array('site', id, slug)::text)`,
  )
  const path = '/v1/sites/news/articles/bridge/comments'
  const linked = aBody({ text: 'Written by the rules of the later version: https://a.example/' })
  await until(async () => (await service.post(path, linked)).status === 202)
  expect((await service.post(path, aBody())).status).toBe(201)
  expect(await (await service.get(path)).json()).toMatchObject({ article: { count: 1 } })
  const said = logLines(process.output.stdout).filter(({ event }) => event === 'database.newer')
  expect(said).toMatchObject([{ level: 'warn', ahead: 2 }])
})
