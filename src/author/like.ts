import type { Queryable } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { keyedHash } from '../hash.ts'
import { articleNotice, tellArticle } from '../live.ts'
import type { Site } from '../sites/queries.ts'
import { likerHash, type Reader, spendAllowance } from './reader.ts'

type Liked = { readonly likes: number; readonly liked: boolean }

const PER_MINUTE = 60

/**
 * Likes a comment or takes the like back, once per reader; doing so again changes nothing. The count changes by
 * exactly the rows that were added or removed, in the same statement.
 * @throws {AppError} `not-found` for a comment that readers cannot see; `rate-limited`.
 */
export async function setLike(
  deps: Deps,
  site: Site,
  {
    commentId,
    reader,
    liked,
  }: { readonly commentId: string; readonly reader: Reader; readonly liked: boolean },
): Promise<Liked> {
  const { db, secret } = deps
  const bucket = keyedHash(secret, 'likes of a minute', site.id, reader.bucket)
  const ref = { siteId: site.id, commentId, readerHash: likerHash(secret, site.id, commentId, reader) }
  const change = await db.transaction(async (tx) => {
    await spendAllowance(tx, site, { name: 'likes', bucket, perMinute: PER_MINUTE })
    return liked ? like(tx, ref) : unlike(tx, ref)
  })
  if (change === undefined) throw new AppError('not-found')
  if (change.changed)
    tellArticle(deps.live, { siteId: site.id, articleKey: change.articleKey, isRemoval: false })
  return { likes: change.likes, liked }
}

type LikeRef = { readonly siteId: string; readonly commentId: string; readonly readerHash: Buffer }
type Change = { readonly likes: number; readonly articleKey: string; readonly changed: boolean }

async function like(tx: Queryable, { siteId, commentId, readerHash }: LikeRef): Promise<Change | undefined> {
  const added = await tx.query(
    (sql) => sql`
    insert into likes (site_id, comment_id, reader_hash)
    select c.site_id, c.id, ${readerHash} from comments c
    where c.site_id = ${siteId} and c.id = ${commentId} and c.visible
    on conflict do nothing`,
  )
  return count(tx, { siteId, commentId }, added.count)
}

async function unlike(
  tx: Queryable,
  { siteId, commentId, readerHash }: LikeRef,
): Promise<Change | undefined> {
  const removed = await tx.query(
    (sql) => sql`
    delete from likes where site_id = ${siteId} and comment_id = ${commentId} and reader_hash = ${readerHash}`,
  )
  return count(tx, { siteId, commentId }, -removed.count)
}

/** Adds the change to the comment's count and tells other processes that its article looks different. */
async function count(
  tx: Queryable,
  { siteId, commentId }: Pick<LikeRef, 'siteId' | 'commentId'>,
  by: number,
): Promise<Change | undefined> {
  const [row] = await tx.query((sql) =>
    by === 0
      ? sql<Change[]>`
        select c.likes, a.key as article_key, false as changed
        from comments c join articles a on a.site_id = c.site_id and a.id = c.article_id
        where c.site_id = ${siteId} and c.id = ${commentId} and c.visible`
      : sql<Change[]>`
        with counted as (
          update comments c set likes = c.likes + ${by} from articles a
          where c.site_id = ${siteId} and c.id = ${commentId} and a.site_id = c.site_id and a.id = c.article_id
          returning c.likes, a.key, null::int as version
        )
        select likes, key as article_key, true as changed, ${articleNotice(sql, siteId)} from counted`,
  )
  return row
}
