import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admission } from '../../src/submissions/admit.ts'
import { aService, type Service } from '../helpers/service.ts'

const CROWD = 'aa'.repeat(32)
const NEWCOMER = 'dd'.repeat(32)

let service: Service
beforeAll(async () => {
  service = await aService()
  const { db } = service.deps
  const [siteId, articleId] = [service.site.id, randomUUIDv7()]
  await db.query(
    (sql) => sql`insert into articles (site_id, id, key) values (${siteId}, ${articleId}, 'crowded')`,
  )
  for (let from = 0; from < 50_000; from += 10_000) {
    await db.query(
      (sql) => sql`
      insert into comments (site_id, id, article_id, depth, status, visible, name, text, html, author_hash,
        network_hash, risk, created_at)
      select ${siteId}, gen_random_uuid(), ${articleId}, 1, 'approved', true, 'A reader', 'Words.', '<p>Words.</p>',
        decode(${CROWD}, 'hex'), decode(${CROWD}, 'hex'), 0, now() - make_interval(secs => 50000 - n)
      from generate_series(${from}::int, ${from + 9_999}::int) as n`,
    )
  }
  await db.query((sql) => sql`analyze comments`)
})
afterAll(() => service.close())

/** How many rows of comments are read for an admission. */
function readFor(hash: string): Promise<number> {
  return service.deps.db.transaction(async (tx) => {
    const readSoFar = async () => {
      const [row] = await tx.query(
        (sql) => sql<{ rows: number }[]>`
        select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables where relname = 'comments'`,
      )
      return row?.rows ?? Number.NaN
    }
    const before = await readSoFar()
    await admission(tx)({
      siteId: service.site.id,
      articleKey: 'another',
      commentId: randomUUIDv7(),
      parentId: null,
      keyHashes: [],
      bodyDigest: '00',
      networkHash: hash,
      authorHash: hash,
      banMatches: [],
      bands: [],
      perReaderPerMinute: 1_000_000,
    })
    return (await readSoFar()) - before
  })
}

describe('where all comments so far came from one author and one network', () => {
  it.each([
    ['them', CROWD],
    ['somebody else', NEWCOMER],
  ])('few comments are read for one more of %s', async (_, hash) => {
    expect(await readFor(hash)).toBeLessThan(500)
  })
})
