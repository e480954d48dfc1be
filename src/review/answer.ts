import { randomUUIDv7 } from 'node:crypto'
import { renderHtml } from '../comments/html.ts'
import type { Queryable } from '../db/client.ts'
import { newEventId } from '../db/event-id.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { keyedHash } from '../hash.ts'
import type { Moderator } from '../http/auth.ts'
import { tellArticle } from '../live.ts'
import { findSite, type Site } from '../sites/queries.ts'
import { readFields } from '../submissions/fields.ts'
import { locateComment } from './access.ts'
import type { Decided } from './decide.ts'
import { insertDecisions } from './decisions.ts'
import { loadItems } from './items.ts'

type AnswerRequest = {
  /** The comment that is answered. */
  readonly id: string
  readonly site?: string | undefined
  /** Absent: the moderator's own. */
  readonly name?: string | undefined
  readonly text: string
}

/**
 * The newsroom's answer to a comment, published at once, also where comments are closed. Its badge is the site's name,
 * which no reader has without the publisher's login. The log has it as an approval; taking that back withdraws it.
 * @throws {AppError} `not-found`; `parent-not-available` for what readers cannot see; `invalid-submission`.
 */
export async function answer(deps: Deps, moderator: Moderator, request: AnswerRequest): Promise<Decided> {
  const { siteId, site: slug, id: parentId } = await locateComment(deps.db, moderator, request)
  const site = await findSite(deps.db, slug)
  if (site === undefined) throw new AppError('not-found')
  const value = { name: request.name ?? moderator.name, text: request.text }
  const { fields, errors } = readFields({ type: 'json', value }, site.policy)
  if (errors.length > 0) throw new AppError('invalid-submission', undefined, { errors })

  const id = randomUUIDv7()
  const authorHash = keyedHash(deps.secret, 'newsroom', siteId, moderator.id).toString('hex')
  const written = { id, parentId, name: fields.name, text: fields.text, authorHash }
  const { decision, articleKey } = await deps.db.transaction(async (tx) => {
    const articleKey = await storeAnswer(tx, site, written)
    if (articleKey === undefined) throw new AppError('parent-not-available')
    const approval = { ...APPROVAL, id: randomUUIDv7(), commentId: id, moderator, decidedAt: deps.now() }
    return { articleKey, decision: (await insertDecisions(tx, siteId, [approval]))[0] }
  })
  const [item] = await loadItems(deps.db, [{ siteId, id }])
  if (item === undefined || decision === undefined) throw new AppError('not-found')
  tellArticle(deps.live, { siteId, articleKey, isRemoval: false })
  deps.log.info({ site: slug, commentId: id, parentId, moderatorId: moderator.id }, 'comment.answered')
  return { comment: item.comment, decision: { ...decision, site: slug } }
}

/** From where it comes is where it goes back to when it is taken back. */
const APPROVAL = {
  action: 'approve',
  reason: null,
  note: null,
  fromStatus: 'withdrawn',
  fromReason: null,
  toStatus: 'approved',
  version: 1,
  revision: 1,
  undoes: null,
  auditRate: null,
  statement: null,
} as const

type Written = {
  readonly id: string
  readonly parentId: string
  readonly name: string
  readonly text: string
  /** Hex. */
  readonly authorHash: string
}

/**
 * Locks the article before the comment that is answered, as everything does that changes both.
 * @returns the article's key, undefined when readers cannot see what is answered.
 */
async function storeAnswer(tx: Queryable, site: Site, written: Written): Promise<string | undefined> {
  const { id, parentId, name, text, authorHash } = written
  const { nesting } = site.policy.threads
  await tx.query(
    (sql) => sql`
    select from articles where site_id = ${site.id}
      and id = (select article_id from comments where site_id = ${site.id} and id = ${parentId}) for no key update`,
  )
  const [changed] = await tx.query(
    (sql) => sql<{ key: string }[]>`
    with parent as materialized (
      select * from comments where site_id = ${site.id} and id = ${parentId} and visible for no key update
    ), stored as (
      insert into comments (site_id, id, article_id, parent_id, shown_under_id, depth, status, visible, name, text, html,
        badge, verified, author_hash, network_hash, risk, source, created_at, decided_at)
      select ${site.id}, ${id}, p.article_id, p.id, case when p.depth < ${nesting}::int then p.id else p.shown_under_id end,
        least(p.depth + 1, ${nesting}::int), 'approved', true, ${name}, ${text}, ${renderHtml(text)}, ${site.name}, true,
        decode(${authorHash}, 'hex'), decode(${authorHash}, 'hex'), 0, 'newsroom', now(), now()
      from parent p
      returning article_id, shown_under_id
    ), told as (
      insert into outbox (site_id, id, type, article_id, comment_id, version, data, created_at)
      select ${site.id}, ${newEventId(sql)}, 'comment.approved', article_id, ${id}, 1,
        jsonb_build_object('parentId', ${parentId}::text, 'status', 'approved'), now()
      from stored
    ), answered as (
      update comments c set reply_count = c.reply_count + 1 from stored
      where c.site_id = ${site.id} and c.id = stored.shown_under_id
    ), changed as (
      update articles a set comment_count = a.comment_count + 1, version = a.version + 1, last_comment_at = now()
      from stored where a.site_id = ${site.id} and a.id = stored.article_id
      returning a.key, a.version
    )
    select key, pg_notify('postbag', json_build_array('article', ${site.id}::text, key, version)::text) from changed`,
  )
  return changed?.key
}
