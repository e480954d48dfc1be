import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { renderHtml } from '../comments/html.ts'
import type { Queryable } from '../db/client.ts'
import type { Site } from '../sites/queries.ts'
import { DEMO_ARTICLES, demoPath } from './articles.ts'
import { DEMO_COMMENTS, type DemoComment } from './comments.ts'

const PUBLISHED_HOURS_AGO = 26

type Row = {
  readonly id: string
  readonly articleId: string
  readonly parentId: string | null
  readonly depth: number
  readonly name: string
  readonly text: string
  readonly html: string
  readonly authorHash: string
  readonly networkHash: string
  readonly likes: number
  readonly replyCount: number
  readonly pickId: string | null
  readonly createdAt: string
}

/** Puts the demo's articles and their first letters into its new site, in one statement. */
export async function seedDemo(db: Queryable, site: Site, { base, now }: { base: string; now: Date }) {
  const publishedAt = new Date(now.getTime() - PUBLISHED_HOURS_AGO * 3_600_000)
  const articles = DEMO_ARTICLES.map((article) => ({
    id: randomUUIDv7(),
    key: article.key,
    url: `${base}${demoPath(article)}`,
    title: article.headline,
    section: article.section,
  }))
  const comments = articles.flatMap(({ id, key }) =>
    (DEMO_COMMENTS[key] ?? []).flatMap((comment) => toRows(comment, id, publishedAt)),
  )
  await db.query(
    (sql) => sql`
    with rows as materialized (
      select * from jsonb_to_recordset(${sql.json(comments)}) as r(id uuid, "articleId" uuid, "parentId" uuid,
        depth smallint, name text, text text, html text, "authorHash" text, "networkHash" text, likes int,
        "replyCount" int, "pickId" uuid, "createdAt" timestamptz)
    ), picked as (
      insert into picks (site_id, id, comment_id, article_id, picked, moderator_id, moderator_name, created_at)
      select ${site.id}, "pickId", id, "articleId", true, ${randomUUIDv7()}, 'The editors', ${now} from rows
      where "pickId" is not null
    ), published as (
      insert into articles (site_id, id, key, url, title, section, created_at, comment_count, last_comment_at, version)
      select ${site.id}, a.id, a.key, a.url, a.title, a.section, ${publishedAt}, n.shown, n.last_at, 1
      from jsonb_to_recordset(${sql.json(articles)}) as a(id uuid, key text, url text, title text, section text)
      cross join lateral (
        select count(*)::int as shown, max("createdAt") as last_at from rows where "articleId" = a.id) n
    )
    insert into comments (site_id, id, article_id, parent_id, shown_under_id, depth, status, visible, name, text,
      html, author_hash, network_hash, likes, reply_count, pick_id, risk, source, created_at)
    select ${site.id}, id, "articleId", "parentId", "parentId", depth, 'approved', true, name, text, html,
      decode("authorHash", 'hex'), decode("networkHash", 'hex'), likes, "replyCount", "pickId", 0, 'import', "createdAt"
    from rows`,
  )
}

/** A comment and all below it; the demo's letters are nested no deeper than any site allows. */
function toRows(
  { name, text, likes, hoursAfter, isPicked, replies = [] }: DemoComment,
  articleId: string,
  publishedAt: Date,
  parent: Pick<Row, 'id' | 'depth'> | null = null,
): Row[] {
  const row: Row = {
    id: randomUUIDv7(),
    articleId,
    parentId: parent?.id ?? null,
    depth: (parent?.depth ?? 0) + 1,
    name,
    text,
    html: renderHtml(text),
    authorHash: randomBytes(16).toString('hex'),
    networkHash: randomBytes(16).toString('hex'),
    likes,
    replyCount: replies.length,
    pickId: isPicked ? randomUUIDv7() : null,
    createdAt: new Date(publishedAt.getTime() + hoursAfter * 3_600_000).toISOString(),
  }
  return [row, ...replies.flatMap((reply) => toRows(reply, articleId, publishedAt, row))]
}
