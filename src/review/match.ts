import type { Queryable, Sql } from '../db/client.ts'
import { LAST_VERDICT } from '../db/states.ts'
import type { SiteRef } from './access.ts'
import { shownGrounds } from './audit.ts'
import { isAsked } from './notes/second-opinions.ts'
import { type Sightings, sightingsOf } from './similar.ts'
import { containsAll, searchTerms } from './terms.ts'

/** Selects waiting comments; every member that is given must match. */
export type Match = {
  /** `reported`, `appealed`, `second-opinion`, a reason code, or the name of a check that held it. */
  readonly reason?: string | undefined
  readonly section?: string | undefined
  /** Words and "phrases", all of which must occur in name or text. */
  readonly q?: string | undefined
  /** The id of a comment: selects everything by its author. */
  readonly author?: string | undefined
  /** The id of a comment: selects what says the same, or nearly the same, including itself. */
  readonly similar?: string | undefined
  /** Where the text of `similar` occurs, once that has been looked up. */
  readonly sightings?: Sightings | undefined
  /** A host that the comment links to, or a parent domain of one. */
  readonly domain?: string | undefined
}

/** Conditions on a queued comment `c` beyond being in the queue. */
export function filters(sql: Sql, { reason, section, q, author, sightings, domain }: Match) {
  const terms = searchTerms(q)
  return sql`
    ${terms.length === 0 ? sql`` : sql`and ${containsAll(sql, terms)}`}
    ${
      section === undefined
        ? sql``
        : sql`and exists (select from articles a where a.site_id = c.site_id and a.id = c.article_id
            and a.section = ${section})`
    }
    ${reason === undefined ? sql`` : sql`and ${because(sql, reason)}`}
    ${
      author === undefined
        ? sql``
        : sql`and c.author_hash = (select o.author_hash from comments o where o.site_id = c.site_id and o.id = ${author})`
    }
    ${
      sightings === undefined
        ? sql``
        : sql`and (c.site_id, c.id) in (select o.site_id, o.comment_id from sightings o
            where o.site_id = any(${[...sightings.siteIds]}::uuid[]) and o.band = any(${[...sightings.bands]}::bigint[]))`
    }
    ${domain === undefined ? sql`` : sql`and ${linksTo(sql, domain)}`}`
}

/** Looks up what a match refers to, so that it can become part of a statement. */
export async function resolveMatch<M extends Match>(
  db: Queryable,
  sites: readonly SiteRef[],
  match: M,
): Promise<M> {
  if (match.similar === undefined) return match
  return { ...match, sightings: await sightingsOf(db, sites, match.similar) }
}

/** The members of a match that are set, in a fixed order; a cursor or a job is bound to this. */
export function matchKey({ reason, section, q, author, similar, domain }: Match): string {
  return JSON.stringify([reason, section, q, author, similar, domain].map((part) => part ?? null))
}

function because(sql: Sql, reason: string) {
  if (reason === 'reported') return sql`c.report_count > 0`
  if (reason === 'appealed') return sql`c.appealed`
  if (reason === 'second-opinion') return isAsked(sql)
  return sql`(exists (
      select from (${sql.unsafe(LAST_VERDICT)}) v
      cross join lateral (${shownGrounds(sql)}) g
      where g.reason = ${reason} or ${reason} = any(g.because))
    or exists (select from reports r where r.site_id = c.site_id and r.comment_id = c.id and r.outcome is null
      and r.reason = ${reason}))`
}

/**
 * Finds the domain as a whole in text or website: not as part of a longer label, and not followed by further labels.
 */
function linksTo(sql: Sql, domain: string) {
  const literal = domain.toLowerCase().replace(/[^a-z0-9\p{L}]/gu, '\\$&')
  const pattern = `(^|[^[:alnum:]-])${literal}($|[^[:alnum:].-]|\\.($|[^[:alnum:]]))`
  return sql`(c.text || ' ' || coalesce(c.website, '')) ~* ${pattern}`
}
