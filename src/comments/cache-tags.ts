import { hash } from 'node:crypto'
import { rememberingOfSite } from '../http/remembering.ts'

/*
 * Tags by which shared caches are told what to forget, sent as `Surrogate-Key` and `Cache-Tag`: lower case,
 * printable, and short enough for a hundred in one header.
 */

/** The name by which this process's memory knows an article. */
export function articleName(siteId: string, articleKey: string): string {
  return namesOf(siteId, articleKey).name
}

/** The tag by which shared caches know it. */
export function articleTag(siteId: string, articleKey: string): string {
  return namesOf(siteId, articleKey).tag
}

const namesOf = rememberingOfSite((siteId, articleKey) => {
  const name = `${siteId} ${articleKey}`
  return { name, tag: `a-${hash('sha256', name, 'hex').slice(0, 16)}` }
})

/** Browsers ask each time, shared caches every ten seconds; caches that know tags are told to forget sooner. */
const FRESH = 'public, max-age=0, s-maxage=10, stale-while-revalidate=30, stale-if-error=86400'

/** The headers of every answer that anybody may cache. */
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
