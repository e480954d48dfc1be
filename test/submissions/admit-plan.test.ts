import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { admission } from '../../src/submissions/admit.ts'
import { freshDatabase } from '../helpers/database.ts'
import { aService, type Service } from '../helpers/service.ts'

const HASH = 'aa'.repeat(32)

let service: Service
beforeAll(async () => {
  // On one connection, which knows how often it planned what it was sent.
  service = await aService({ database: await freshDatabase({ max: 1 }) })
})
afterAll(() => service.close())

async function admitted(times: number): Promise<void> {
  const admit = admission(service.deps.db)
  for (let time = 0; time < times; time += 1) {
    await admit({
      siteId: service.site.id,
      articleKey: `${time}`,
      commentId: randomUUIDv7(),
      parentId: null,
      keyHashes: [HASH],
      bodyDigest: HASH,
      networkHash: HASH,
      authorHash: HASH,
      banMatches: [HASH],
      bands: [1n, 2n, 3n],
      perReaderPerMinute: 1_000_000,
    })
  }
}

/** How often admission was planned, instead of following a plan that was kept. */
async function planned(): Promise<number> {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ times: number }[]>`
    select custom_plans as times from pg_prepared_statements
    where statement like '%known as materialized%' and statement not like '%pg_prepared_statements%'`,
  )
  return row?.times ?? Number.NaN
}

it('is not planned anew each time after the tables have grown', async () => {
  await admitted(8)
  const before = await planned()
  await service.deps.db.query(
    (sql) => sql`
    with a as (
      insert into articles (site_id, id, key)
      select ${service.site.id}, gen_random_uuid(), n::text from generate_series(1, 100) as n returning site_id, id
    )
    insert into comments (site_id, id, article_id, depth, status, visible, name, text, html, author_hash, network_hash,
      risk, created_at)
    select site_id, gen_random_uuid(), id, 1, 'approved', true, 'A reader', 'Words.', '<p>Words.</p>',
      decode(${HASH}, 'hex'), decode(${HASH}, 'hex'), 0, now() - make_interval(secs => n)
    from a cross join generate_series(1, 100) as n`,
  )
  await service.deps.db.query((sql) => sql`analyze articles, comments`)
  await admitted(40)
  expect((await planned()) - before).toBeLessThan(5)
})
