import { randomUUIDv7 } from 'node:crypto'
import { lockArticle } from '../../comments/move.ts'
import type { Queryable } from '../../db/client.ts'
import { insertEvents } from '../../db/events.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import { articleNotice, tellArticle } from '../../live.ts'
import { type CommentRef, locateComment } from '../access.ts'
import { type DeskComment, loadItems } from '../items.ts'

type PickRequest = {
  readonly id: string
  readonly site?: string | undefined
  /** False undoes the pick. */
  readonly picked: boolean
}

/**
 * The newsroom chooses a comment that readers can see: it is marked in the thread and listed by itself. This is no
 * decision: the comment's version and what the judge learns stay as they are. Doing the same again changes nothing.
 * @throws {AppError} `not-found`; `conflict` for what readers cannot see, or for the rest of an erased comment.
 */
export async function pick(deps: Deps, moderator: Moderator, request: PickRequest): Promise<DeskComment> {
  const { picked } = request
  const ref = await locateComment(deps.db, moderator, request)
  const articleKey = await deps.db.transaction((tx) => storePick(tx, ref, { moderator, picked }))
  const [item] = await loadItems(deps.db, [ref])
  if (item === undefined) throw new AppError('not-found')
  const { comment } = item
  if (articleKey === undefined) {
    if (comment.picked === picked) return comment
    throw new AppError('conflict', 'Readers cannot see this comment: approve it first.')
  }
  tellArticle(deps.live, { isRemoval: false, siteId: ref.siteId, articleKey })
  const event = picked ? 'comment.picked' : 'comment.unpicked'
  deps.log.info({ site: ref.site, commentId: ref.id, moderatorId: moderator.id }, event)
  return comment
}

/**
 * To moderators, a comment under a blind check looks held.
 * @returns the article's key, undefined when nothing changed.
 */
async function storePick(
  tx: Queryable,
  { siteId, id: commentId }: CommentRef,
  { moderator, picked }: { readonly moderator: Moderator; readonly picked: boolean },
): Promise<string | undefined> {
  await lockArticle(tx, siteId, commentId)
  const [changed] = await tx.query(
    (sql) => sql<{ key: string }[]>`
    with chosen as (
      update comments set pick_id = case when ${picked} then ${randomUUIDv7()}::uuid end
      where site_id = ${siteId} and id = ${commentId} and (pick_id is not null) <> ${picked}
        and (not ${picked} or (visible and not audit and erased_at is null))
      returning article_id, id as comment_id, version, coalesce(pick_id, ${randomUUIDv7()}::uuid) as pick_id
    ), kept as (
      insert into picks (site_id, id, comment_id, article_id, picked, moderator_id, moderator_name, created_at)
      select ${siteId}, pick_id, ${commentId}, article_id, ${picked}, ${moderator.id}, ${moderator.name}, now()
      from chosen
    ), event as (
      ${insertEvents(sql, siteId, 'comment.picked', sql`jsonb_build_object('picked', ${picked}::boolean)`)} from chosen
    ), changed as (
      update articles a set version = a.version + 1 from chosen
      where a.site_id = ${siteId} and a.id = chosen.article_id
      returning a.key, a.version
    )
    select key, ${articleNotice(sql, siteId)} from changed`,
  )
  return changed?.key
}
