import type { Queryable } from '../../src/db/client.ts'

/** Stored within the client's limit on a statement, on a busy machine too. */
const AT_ONCE = 500
const ARTICLES = 20

/**
 * Held comments by the thousand on twenty articles of a site, from 20,000 readers, written into the database as a
 * submission leaves them; the words `One of a wave` are in each unless another text is given.
 */
export async function manyHeld(
  db: Queryable,
  siteId: string,
  count: number,
  text = 'One of a wave of comments',
): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    await insertHeld(db, siteId, { from: from + 1, to: Math.min(count, from + AT_ONCE), text })
  }
}

function insertHeld(
  db: Queryable,
  siteId: string,
  { from, to, text }: { readonly from: number; readonly to: number; readonly text: string },
) {
  return db.query(
    (sql) => sql`
    with article as materialized (
      insert into articles (site_id, id, key)
      select ${siteId}, gen_random_uuid(), 'wave ' || n from generate_series(0, ${ARTICLES - 1}) as n
      on conflict (site_id, key) do update set key = excluded.key returning id, key
    ), made as (
      insert into comments (site_id, id, article_id, depth, status, visible, name, text, html, author_hash,
        network_hash, risk, created_at)
      select ${siteId}, gen_random_uuid(), article.id, 1, 'pending', false, 'Reader ' || n % 20000,
        ${text} || ' ' || n, '', decode(md5((n % 20000)::text), 'hex'), decode(md5('network'), 'hex'), random()::real,
        now() - n * interval '1 second'
      from generate_series(${from}::int, ${to}::int) as n join article on article.key = 'wave ' || n % ${ARTICLES}::int
      returning id, created_at
    )
    insert into verdicts (site_id, comment_id, revision, id, action, because, reason, signals, policy_version, created_at)
    select ${siteId}, id, 1, gen_random_uuid(), 'hold', array['links'], 'spam',
      '[{"check":"links","outcome":"suspect","score":0.6,"ms":0.1}]', 1, created_at from made`,
  )
}
