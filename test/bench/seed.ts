import { randomUUIDv7 } from 'node:crypto'
import postgres from 'postgres'
import { parseConfig } from '../../src/config.ts'
import { openDb } from '../../src/db/client.ts'
import { createLive } from '../../src/live.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics.ts'
import { findSite, insertSite, type Site } from '../../src/sites/queries.ts'
import { aText } from './texts.ts'

export const SLUG = 'bench'

type Seed = { readonly key: string; readonly tops: number; readonly repliesEach?: number }

/** The site of the reading benches, with articles of so many approved comments, on a migrated database. */
export async function seed(url: string, articles: readonly Seed[]): Promise<Site> {
  const db = openDb(url)
  const site =
    (await findSite(db, SLUG)) ??
    (await insertSite(db, {
      slug: SLUG,
      name: 'Bench',
      origins: ['https://bench.example'],
      policy: { limits: { perReaderPerMinute: 1e6, perArticlePerMinute: 1e6, perSitePerMinute: 1e6 } },
      createdBy: 'bench',
    }))
  await db.close()
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const texts = Array.from({ length: 200 }, (_, number) => aText(number))
  for (let from = 0; from < articles.length; from += 500) {
    await insertArticles(sql, site.id, articles.slice(from, from + 500), texts)
  }
  await sql.unsafe('vacuum analyze articles, comments')
  await sql.end()
  return site
}

/** Top-level comments a second apart, each with its replies. */
async function insertArticles(
  sql: postgres.Sql,
  siteId: string,
  articles: readonly Seed[],
  texts: readonly string[],
): Promise<void> {
  const items = articles.map(({ key, tops, repliesEach = 0 }) => ({
    id: randomUUIDv7(),
    key,
    tops,
    replies: repliesEach,
  }))
  await sql`
    with items as (
      select * from jsonb_to_recordset(${sql.json(items)}) as i(id uuid, key text, tops int, replies int)
    ), made as (
      insert into articles (site_id, id, key, title, url, comment_count, version, last_comment_at)
      select ${siteId}::uuid, id, key, 'About ' || key, 'https://bench.example/' || key, tops * (1 + replies), 1, now()
      from items
    ), tops as materialized (
      select gen_random_uuid() as id, i.id as article_id, i.replies, n, now() - n * interval '1 second' as at
      from items i cross join generate_series(1, i.tops) n
    ), answers as (
      select gen_random_uuid() as id, t.article_id, t.id as parent_id, r as n, t.at + r * interval '1 millisecond' as at
      from tops t cross join generate_series(1, t.replies) r
    ), every as (
      select id, article_id, null::uuid as parent_id, 1 as depth, n, at, replies from tops
      union all select id, article_id, parent_id, 2, n, at, 0 from answers
    )
    insert into comments (site_id, id, article_id, parent_id, shown_under_id, depth, status, visible, name, text, html,
      author_hash, network_hash, risk, likes, reply_count, created_at)
    select ${siteId}::uuid, id, article_id, parent_id, parent_id, depth, 'approved', true, 'Reader ' || n,
      (${texts as string[]}::text[])[1 + n % 200], '<p>' || (${texts as string[]}::text[])[1 + n % 200] || '</p>',
      decode(md5(id::text), 'hex'), decode(md5(n::text), 'hex'), 0.1, n % 7, replies, at
    from every`
}

/** What the service's own functions take, without anything that listens. */
export function benchDeps(url: string) {
  const config = parseConfig({ CAPTCHA: 'none', LOG_LEVEL: 'silent' })
  const log = createLogger(config.LOG_LEVEL)
  const db = openDb(url)
  return {
    config,
    secret: 'a secret of the bench, long enough',
    db,
    live: createLive(db, log),
    log,
    metrics: createMetrics(),
    now: () => new Date(),
    fetch,
  }
}
