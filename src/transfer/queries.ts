import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../db/client.ts'
import type { CommentStatus } from '../db/states.ts'

/** A comment to be stored as it was elsewhere. Hashes are hex, times RFC 3339. */
export type NewImported = {
  readonly id: string
  readonly parentId: string | null
  readonly article: {
    readonly key: string
    readonly url: string | null
    readonly title: string | null
    readonly open: boolean
  }
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
  readonly isErased: boolean
}

/**
 * Stores what is not there yet, unseen by readers until it is placed below its parent. Locks articles before comments,
 * in the order of their keys.
 * @returns how many were new.
 */
export async function storeImported(
  db: Db,
  siteId: string,
  comments: readonly NewImported[],
): Promise<number> {
  const articles = articlesOf(comments)
  const items = comments.map(({ article, ...comment }) => ({ ...comment, articleKey: article.key }))
  return db.transaction(
    async (tx) => {
      await tx.query(
        (sql) => sql`
        insert into articles (site_id, id, key, url, title, open)
        select ${siteId}, a.id, a.key, a.url, a.title, a.open
        from jsonb_to_recordset(${sql.json(articles)}) as a(id uuid, key text, url text, title text, open boolean)
        on conflict (site_id, key) do update
        set title = coalesce(articles.title, excluded.title), url = coalesce(articles.url, excluded.url)
        where (articles.title is null and excluded.title is not null)
          or (articles.url is null and excluded.url is not null)`,
      )
      const [row] = await tx.query(
        (sql) => sql<{ stored: number }[]>`
        with items as materialized (
          select distinct on (i.id) i.*, a.id as article_id
          from jsonb_to_recordset(${sql.json(items)}) as i(id uuid, "parentId" uuid, "articleKey" text,
            status text, reason text, name text, text text, html text, email text, website text, "authorHash" text,
            "emailHash" text, likes int, "createdAt" timestamptz, "editedAt" timestamptz, "isErased" boolean)
          join articles a on a.site_id = ${siteId} and a.key = i."articleKey"
          order by i.id
        ), stored as (
          insert into comments (site_id, id, article_id, depth, status, visible, reason, name, text, html, email, website,
            author_hash, network_hash, email_hash, likes, risk, source, created_at, edited_at, erased_at)
          select ${siteId}, id, article_id, 1, status, false, reason, name, text, html, email, website,
            decode("authorHash", 'hex'), decode(md5(id::text), 'hex'), decode("emailHash", 'hex'), likes, 0, 'import',
            "createdAt", "editedAt", case when "isErased" then now() end
          from items
          on conflict do nothing
          returning id
        ), waiting as (
          insert into imported (site_id, id, parent_id, article_id, approved)
          select ${siteId}, i.id, i."parentId", i.article_id, i.status = 'approved' from items i join stored s on s.id = i.id
          on conflict do nothing
        )
        select count(*)::int as stored from stored`,
      )
      return row?.stored ?? 0
    },
    { timeoutMs: 20_000 },
  )
}

/** Each once, with the title and address that any of its comments tells. */
function articlesOf(comments: readonly NewImported[]) {
  const articles = new Map<string, NewImported['article'] & { readonly id: string }>()
  for (const { article } of comments) {
    const known = articles.get(article.key) ?? { ...article, id: randomUUIDv7() }
    articles.set(article.key, {
      ...known,
      title: known.title ?? article.title,
      url: known.url ?? article.url,
    })
  }
  return [...articles.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}
