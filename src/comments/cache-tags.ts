import { hash } from 'node:crypto'

/*
 * What shared caches may be told to forget, as `Surrogate-Key` and `Cache-Tag` carry it: lower case, printable,
 * short enough for a hundred in one header.
 */

export function siteTag(slug: string): string {
  return `s-${slug}`
}

export function articleTag(siteId: string, articleKey: string): string {
  return `a-${hash('sha256', `${siteId} ${articleKey}`, 'hex').slice(0, 16)}`
}
