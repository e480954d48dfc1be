import { hash } from 'node:crypto'
import { rememberingOfSite } from '../http/remembering.ts'

/*
 * What shared caches may be told to forget, as `Surrogate-Key` and `Cache-Tag` carry it: lower case, printable,
 * short enough for a hundred in one header.
 */

/** What memory knows an article by. */
export function articleName(siteId: string, articleKey: string): string {
  return namesOf(siteId, articleKey).name
}

/** What shared caches know it by. */
export function articleTag(siteId: string, articleKey: string): string {
  return namesOf(siteId, articleKey).tag
}

const namesOf = rememberingOfSite((siteId, articleKey) => {
  const name = `${siteId} ${articleKey}`
  return { name, tag: `a-${hash('sha256', name, 'hex').slice(0, 16)}` }
})

/** Browsers ask each time, shared caches every ten seconds; those that know tags are told to forget sooner. */
const FRESH = 'public, max-age=0, s-maxage=10, stale-while-revalidate=30, stale-if-error=86400'

/** What every answer carries that anybody may keep. */
export function publicHeaders(
  { slug }: { readonly slug: string },
  articleTags: readonly string[],
  cacheControl: string = FRESH,
): Record<string, string> {
  const tags = [`s-${slug}`, ...new Set(articleTags)]
  return {
    'cache-control': cacheControl,
    vary: 'Origin, Accept, Accept-Encoding',
    'surrogate-key': tags.join(' '),
    'cache-tag': tags.join(','),
  }
}
