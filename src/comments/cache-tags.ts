import { hash } from 'node:crypto'
import { remembering } from '../http/remembering.ts'

/*
 * What shared caches may be told to forget, as `Surrogate-Key` and `Cache-Tag` carry it: lower case, printable,
 * short enough for a hundred in one header.
 */

export function siteTag(slug: string): string {
  return `s-${slug}`
}

export function articleTag(siteId: string, articleKey: string): string {
  return tagOf(`${siteId} ${articleKey}`)
}

const tagOf = remembering((name) => `a-${hash('sha256', name, 'hex').slice(0, 16)}`)
