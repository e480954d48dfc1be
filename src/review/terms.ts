import type { Sql } from '../db/client.ts'

const MAX_TERMS = 8

/** What a person typed into a search box: words, and phrases in quotes; all must occur. Never an error. */
export function searchTerms(q: string | undefined): string[] {
  const found = (q ?? '').matchAll(/"([^"]*)"|([^\s"]+)/gu)
  return [...found]
    .map(([, phrase, word]) => (phrase ?? word ?? '').trim())
    .filter((term) => term !== '')
    .slice(0, MAX_TERMS)
}

/** Whether name and text of comment `c` hold every term; the terms are no patterns. */
export function containsAll(sql: Sql, terms: readonly string[]) {
  const patterns = terms.map((term) => `%${term.replace(/[\\%_]/g, '\\$&')}%`)
  return sql`(c.name || ' ' || c.text) ilike all (${patterns}::text[])`
}
