import { randomUUIDv7 } from 'node:crypto'
import { renderHtml } from '../../comments/html.ts'
import { lockArticle } from '../../comments/move.ts'
import type { Queryable } from '../../db/client.ts'
import { insertEvents } from '../../db/events.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { keyedHash } from '../../hash.ts'
import type { Moderator } from '../../http/auth.ts'
import { articleNotice, tellArticle } from '../../live.ts'
import { findSite, type Site } from '../../sites/queries.ts'
import { readFields } from '../../submissions/fields.ts'
import { locateComment } from '../access.ts'
import { loadItems } from '../items.ts'
import type { Decided } from './decide.ts'
import { type DecisionView, insertDecisions } from './decisions.ts'

type AnswerRequest = {
  /** The comment that is answered. */
  readonly id: string
  readonly site?: string | undefined
  /** If absent, the moderator's own name. */
  readonly name?: string | undefined
  readonly text: string
}

/**
 * The newsroom's answer to a comment, published at once, even where comments are closed. Its badge is the site's
 * name, which no reader has without the publisher's login. The log shows it as an approval, and undoing that
 * withdraws it. Sending the same words again, because no reply came, does not store them twice.
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
  const by = { id: moderator.id, name: moderator.name }
  const { decision, articleKey } = await deps.db.transaction(async (tx) => {
    await lockArticle(tx, siteId, parentId)
    const given = await findGiven(tx, siteId, written)
    if (given !== undefined) return { articleKey: null, decision: { ...given, moderator: by } }
    const articleKey = await storeAnswer(tx, site, written)
    if (articleKey === undefined) throw new AppError('parent-not-available')
    const approval = { ...APPROVAL, id: randomUUIDv7(), commentId: id, moderator: by, decidedAt: deps.now() }
    return { articleKey, decision: (await insertDecisions(tx, siteId, [approval]))[0] }
  })
  if (decision === undefined) throw new AppError('not-found')
  const { commentId } = decision
  const [item] = await loadItems(deps.db, [{ siteId, id: commentId }])
  if (item === undefined) throw new AppError('not-found')
  if (articleKey !== null) {
    tellArticle(deps.live, { siteId, articleKey, isRemoval: false })
    deps.log.info({ site: slug, commentId, parentId, moderatorId: by.id }, 'comment.answered')
  }
  return { comment: item.comment, decision: { ...decision, site: slug } }
}

/** An answer has no status before its approval; `fromStatus` is the one that undoing the approval gives it. */
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

/** The approval of the same answer by the same moderator, if readers see it already. */
async function findGiven(
  tx: Queryable,
  siteId: string,
  { parentId, name, text, authorHash }: Written,
): Promise<Omit<DecisionView, 'site' | 'moderator'> | undefined> {
  const [given] = await tx.query(
    (sql) => sql<Omit<DecisionView, 'site' | 'moderator'>[]>`
    select d.id, d.comment_id, d.action, d.reason, d.note, d.from_status, d.to_status, d.version, d.undoes, d.statement,
      d.created_at
    from comments c join decisions d on d.site_id = c.site_id and d.comment_id = c.id and d.action = 'approve'
    where c.site_id = ${siteId} and c.parent_id = ${parentId} and c.author_hash = decode(${authorHash}, 'hex')
      and c.name = ${name} and c.text = ${text} and c.status = 'approved'
    order by d.created_at desc limit 1`,
  )
  return given
}

/** @returns the article's key, undefined when readers cannot see the comment that is answered. */
async function storeAnswer(tx: Queryable, site: Site, written: Written): Promise<string | undefined> {
  const { id, parentId, name, text, authorHash } = written
  const { nesting } = site.policy.threads
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
      returning article_id, id as comment_id, version, shown_under_id
    ), event as (
      ${insertEvents(
        sql,
        site.id,
        'comment.approved',
        sql`jsonb_build_object('parentId', ${parentId}::text, 'status', 'approved')`,
      )} from stored
    ), answered as (
      update comments c set reply_count = c.reply_count + 1 from stored
      where c.site_id = ${site.id} and c.id = stored.shown_under_id
    ), changed as (
      update articles a set comment_count = a.comment_count + 1, version = a.version + 1, last_comment_at = now()
      from stored where a.site_id = ${site.id} and a.id = stored.article_id
      returning a.key, a.version
    )
    select key, ${articleNotice(sql, site.id)} from changed`,
  )
  return changed?.key
}
