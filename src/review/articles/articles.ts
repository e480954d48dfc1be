import { z } from 'zod'
import { readArticleKey } from '../../comments/article-key.ts'
import type { Queryable, Sql } from '../../db/client.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import { decodeCursor, encodeCursor, listName, type Page, toPage } from '../../http/paging.ts'
import { tellArticle } from '../../live.ts'
import type { SiteRef } from '../access.ts'
import { type Switches, turnSwitches } from './switches.ts'

/** An article as moderators see it. */
export type DeskArticle = {
  readonly site: string
  readonly key: string
  readonly url: string | null
  readonly title: string | null
  readonly section: string | null
  /** Whether readers may write, as far as people have decided. */
  readonly open: boolean
  /** When the site's policy closes it, whatever people decide; null if it never does. */
  readonly closesAt: Date | null
  /** Every comment waits for a person. */
  readonly premoderated: boolean
  readonly commentCount: number
  /** Who turned a switch last, and when; null if nobody has. */
  readonly changed: { readonly id: string; readonly moderator: string; readonly at: Date } | null
}

export const ARTICLE_STATES = ['closed', 'premoderated'] as const

type Row = Omit<DeskArticle, 'changed'> & {
  readonly changeId: string | null
  readonly moderatorName: string
  readonly changedAt: Date
  /** Its position in the list. */
  readonly place: string
}

type ArticleRef = { readonly site: SiteRef; readonly article: string }

/** @throws {AppError} `not-found` for an article that nobody has commented on and no admin has created. */
export async function getArticle(db: Queryable, { site, article }: ArticleRef): Promise<DeskArticle> {
  const key = readArticleKey(article)
  const [row] = await db.query(
    (sql) => sql<Row[]>`
    select ${columns(sql)} from articles a ${withOthers(sql)} where a.site_id = ${site.id} and a.key = ${key}`,
  )
  if (row === undefined) throw new AppError('not-found')
  return toArticle(row)
}

/** Articles on these sites that people closed or pre-moderated, the latest change first. */
export async function listRestricted(
  db: Queryable,
  sites: readonly SiteRef[],
  page: {
    readonly state?: (typeof ARTICLE_STATES)[number] | undefined
    readonly limit: number
    readonly cursor?: string | undefined
  },
): Promise<Page<DeskArticle>> {
  const { state = null, limit, cursor } = page
  const list = listName('closed articles', sites, state)
  const [before = null] = cursor === undefined ? [] : decodeCursor(list, cursor, z.tuple([z.uuid()]))
  const rows = await db.query(
    (sql) => sql<Row[]>`
    select ${columns(sql)} from unnest(${sites.map(({ id }) => id)}::uuid[]) as asked(id) cross join lateral (
      select * from articles r
      where r.site_id = asked.id and (not r.open or r.premoderated)
        and (${state}::text is null or case ${state}::text when 'closed' then not r.open else r.premoderated end)
        and (${before}::uuid is null or coalesce(r.change_id, r.id) < ${before}::uuid)
      order by coalesce(r.change_id, r.id) desc limit ${limit + 1}
    ) a ${withOthers(sql)}
    order by place desc limit ${limit + 1}`,
  )
  const { items, next } = toPage(rows, limit, ({ place }) => encodeCursor(list, [place]))
  return { items: items.map(toArticle), next }
}

type ArticleChange = Switches & {
  /** The last change that the caller knows of, null for none; absent to skip this check. */
  readonly after?: string | null | undefined
}

/**
 * Closes, reopens or pre-moderates. Once it has answered, the switches apply to everything, including comments that
 * were under way.
 * @throws {AppError} `not-found`; `conflict` if somebody else has turned a switch after the change that is named.
 */
export async function changeArticle(
  deps: Deps,
  moderator: Moderator,
  { site, article, after, ...switches }: ArticleRef & ArticleChange,
): Promise<DeskArticle> {
  const key = readArticleKey(article)
  const { articleId, turned, changed } = await deps.db.transaction(async (tx) => {
    const [locked] = await tx.query(
      (sql) => sql<{ id: string; changeId: string | null }[]>`
      select id, change_id from articles where site_id = ${site.id} and key = ${key} for no key update`,
    )
    if (locked === undefined) throw new AppError('not-found')
    if (after !== undefined && after !== locked.changeId) {
      throw changedMeanwhile(await getArticle(tx, { site, article }))
    }
    const { id: articleId } = locked
    const turned = await turnSwitches(tx, site.id, { ...switches, articleId, moderator })
    return { articleId, turned, changed: await getArticle(tx, { site, article }) }
  })
  if (turned.length === 0) return changed
  tellArticle(deps.live, { siteId: site.id, articleKey: key, isRemoval: false })
  const { open, premoderated } = changed
  deps.log.info(
    { site: site.slug, articleId, changed: turned, open, premoderated, moderatorId: moderator.id },
    'article.changed',
  )
  return changed
}

function changedMeanwhile({ changed }: DeskArticle): AppError {
  const who = changed?.moderator ?? 'Somebody'
  return new AppError('conflict', `${who} has changed this article in the meantime: look at it again.`)
}

const columns = (sql: Sql) => sql`s.slug as site, a.key, a.url, a.title, a.section, a.open, a.premoderated,
  a.comment_count, a.created_at + (p.policy->'threads'->>'closeAfterDays')::int * interval '1 day' as closes_at,
  a.change_id, h.moderator_name, h.created_at as changed_at, coalesce(a.change_id, a.id) as place`

const withOthers = (sql: Sql) => sql`
  join sites s on s.id = a.site_id
  join policies p on p.site_id = s.id and p.version = s.policy_version
  left join article_changes h on h.site_id = a.site_id and h.id = a.change_id`

function toArticle({ changeId: id, moderatorName, changedAt: at, place: _, ...article }: Row): DeskArticle {
  return { ...article, changed: id === null ? null : { id, moderator: moderatorName, at } }
}
