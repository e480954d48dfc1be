import type { Sql } from '../db/client.ts'

const MAX_TERMS = 8

/**
 * Splits what a person typed into a search box into words and quoted phrases, all of which must occur. Never fails.
 */
export function searchTerms(q: string | undefined): string[] {
  const found = (q ?? '').matchAll(/"([^"]*)"|([^\s"]+)/gu)
  return [...found]
    .map(([, phrase, word]) => (phrase ?? word ?? '').trim())
    .filter((term) => term !== '')
    .slice(0, MAX_TERMS)
}

/** Whether name and text of comment `c` contain every term; terms are not patterns. */
export function containsAll(sql: Sql, terms: readonly string[]) {
  const patterns = terms.map((term) => `%${term.replace(/[\\%_]/g, '\\$&')}%`)
  return sql`(c.name || ' ' || c.text) ilike all (${patterns}::text[])`
}
