import { randomUUIDv7 } from 'node:crypto'
import { type Db, longTransaction, type Queryable } from '../db/client.ts'
import type { CommentStatus } from '../db/states.ts'
import { IMPORT_STEP_MS } from '../db/time-limits.ts'
import type { OwnDetails } from './row.ts'

/** An article as it was elsewhere; without a time it begins now, or with its first known comment. */
export type NewArticle = {
  readonly key: string
  readonly url: string | null
  readonly title: string | null
  readonly section: string | null
  readonly open: boolean
  readonly premoderated: boolean
  readonly createdAt: string | null
}

/** A comment to be stored as it was elsewhere. Hashes are hex, times RFC 3339. */
export type NewImported = OwnDetails & {
  readonly id: string
  /** Its id in the other system. */
  readonly sourceId: string
  readonly parentId: string | null
  readonly article: NewArticle
  readonly status: CommentStatus
  readonly reason: string | null
  readonly name: string
  readonly text: string
  readonly html: string
  readonly email: string | null
  readonly website: string | null
  readonly authorHash: string
  readonly emailHash: string | null
  readonly likes: number
  readonly createdAt: string
  readonly editedAt: string | null
}

type Stored = {
  /** How many comments were new. */
  readonly stored: number
  /** Ids, in the other system, of comments whose own id is taken by a comment on another article. */
  readonly elsewhere: readonly string[]
}

/**
 * Stores what is not there yet: comments with their articles, and articles by themselves. Readers do not see the
 * comments before they are placed below their parents. Locks articles before comments, in the order of their keys.
 */
export async function storeImported(
  db: Db,
  siteId: string,
  { comments, bare }: { readonly comments: readonly NewImported[]; readonly bare: readonly NewArticle[] },
): Promise<Stored> {
  const articles = articlesOf([...comments.map(({ article }) => article), ...bare])
  return importStep(db, async (tx) => {
    await storeArticles(tx, siteId, articles)
    return storeComments(tx, siteId, comments)
  })
}

/** A step of an import, with plans for many rows: all or nothing. */
export function importStep<T>(db: Db, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return longTransaction(db, IMPORT_STEP_MS, async (tx) => {
    // Tables that were just filled have no statistics, and a chain of replies must be followed by index. For a new
    // site they claim one comment, for which any index would do, so plans go by the other sites.
    await tx.query(
      (sql) => sql`
      select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`,
    )
    return work(tx)
  })
}

async function storeArticles(
  tx: Queryable,
  siteId: string,
  articles: ReturnType<typeof articlesOf>,
): Promise<void> {
  await tx.query(
    (sql) => sql`
      insert into articles (site_id, id, key, url, title, section, open, premoderated, created_at)
      select ${siteId}, a.id, a.key, a.url, a.title, a.section, a.open, a.premoderated,
        coalesce(a."createdAt", now())
      from jsonb_to_recordset(${sql.json(articles)}) as a(id uuid, key text, url text, title text, section text,
        open boolean, premoderated boolean, "createdAt" timestamptz)
      on conflict (site_id, key) do update
      set title = coalesce(articles.title, excluded.title), url = coalesce(articles.url, excluded.url),
        created_at = least(articles.created_at, excluded.created_at)
      where (articles.title is null and excluded.title is not null)
        or (articles.url is null and excluded.url is not null) or excluded.created_at < articles.created_at`,
  )
}

async function storeComments(
  tx: Queryable,
  siteId: string,
  comments: readonly NewImported[],
): Promise<Stored> {
  const items = comments.map(({ article, ...comment }) => ({ ...comment, articleKey: article.key }))
  const [row] = await tx.query(
    (sql) => sql<Stored[]>`
      with given as materialized (
        select i.*, a.id as article_id
        from jsonb_to_recordset(${sql.json(items)}) as i(id uuid, "sourceId" text, "parentId" uuid, "articleKey" text,
          status text, reason text, name text, text text, html text, email text, website text, "authorHash" text,
          "emailHash" text, likes int, "createdAt" timestamptz, "editedAt" timestamptz, badge text, color text,
          verified boolean, source text, "decidedAt" timestamptz, "erasedAt" timestamptz, pick jsonb, revisions jsonb)
        join articles a on a.site_id = ${siteId} and a.key = i."articleKey"
      ), items as materialized (
        select distinct on (id) * from given order by id
      ), stored as (
        insert into comments (site_id, id, article_id, depth, status, visible, reason, name, text, html, email, website,
          badge, color, verified, author_hash, network_hash, email_hash, likes, risk, source, created_at, edited_at,
          decided_at, erased_at, pick_id)
        select ${siteId}, id, article_id, 1, status, false, reason, name, text, html, email, website, badge,
          color, verified, decode("authorHash", 'hex'), decode(md5(id::text), 'hex'), decode("emailHash", 'hex'), likes,
          0, source, "createdAt", "editedAt", "decidedAt", "erasedAt", (pick->>'id')::uuid
        from items
        on conflict do nothing
        returning id
      ), picked as (
        insert into picks (site_id, id, comment_id, article_id, picked, moderator_id, moderator_name, created_at)
        select ${siteId}, k.id, i.id, i.article_id, true, k."moderatorId", k."moderatorName", k."pickedAt"
        from items i join stored s on s.id = i.id
        cross join lateral jsonb_to_record(i.pick) as k(id uuid, "moderatorId" uuid, "moderatorName" text,
          "pickedAt" timestamptz)
        where i.pick->>'id' is not null
        on conflict do nothing
      ), former as (
        insert into revisions (site_id, comment_id, revision, text, replaced_at)
        select ${siteId}, i.id, r.n, r.former->>'text', (r.former->>'replacedAt')::timestamptz
        from items i join stored s on s.id = i.id
        cross join lateral jsonb_array_elements(i.revisions) with ordinality as r(former, n)
      ), waiting as (
        insert into imported (site_id, id, parent_id, article_id, approved)
        select ${siteId}, i.id, i."parentId", i.article_id, i.status = 'approved' from items i join stored s on s.id = i.id
        on conflict do nothing
      )
      select (select count(*)::int from stored) as stored, (
        select coalesce(array_agg(g."sourceId"), '{}') from given g where g.article_id <> coalesce(
          (select c.article_id from comments c where c.site_id = ${siteId} and c.id = g.id),
          (select i.article_id from items i where i.id = g.id))) as elsewhere`,
  )
  if (row === undefined) throw new Error('an aggregate returned nothing')
  return row
}

/** Each article once, with a title and address that any of its comments gives, and the earliest time. */
function articlesOf(named: readonly NewArticle[]) {
  const articles = new Map<string, NewArticle & { readonly id: string }>()
  for (const article of named) {
    const known = articles.get(article.key) ?? { ...article, id: randomUUIDv7() }
    articles.set(article.key, {
      ...known,
      title: known.title ?? article.title,
      url: known.url ?? article.url,
      createdAt: [known.createdAt, article.createdAt].filter((at) => at !== null).sort()[0] ?? null,
    })
  }
  return [...articles.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}
