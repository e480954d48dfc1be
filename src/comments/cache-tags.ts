import { hash } from 'node:crypto'
import { rememberingOfSite } from '../http/remembering.ts'

/*
 * What shared caches may be told to forget, as `Surrogate-Key` and `Cache-Tag` carry it: lower case, printable,
 * short enough for a hundred in one header.
 */

export function siteTag(slug: string): string {
  return `s-${slug}`
}

export function articleTag(siteId: string, articleKey: string): string {
  return articleNames(siteId, articleKey).tag
}

/** What memory (`name`) and shared caches (`tag`) know an article by. */
export const articleNames = rememberingOfSite((siteId, articleKey) => {
  const name = `${siteId} ${articleKey}`
  return { name, tag: `a-${hash('sha256', name, 'hex').slice(0, 16)}` }
})
