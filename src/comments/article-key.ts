import { AppError } from '../errors.ts'
import { isStorable } from './text.ts'

const MAX_CHARACTERS = 200
/** In UTF-16 units, before tracking parameters are removed: those of a longer address took seconds to look at. */
const LONGEST_WRITTEN = 10_000
const TRACKING = /^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|ref_src)$/i

/**
 * A news site's own id of an article, 1 to 200 characters. A web address as id loses its fragment and tracking
 * parameters, so that shared links lead to one thread. Null for what cannot be an id.
 */
export function articleKey(raw: string): string | null {
  if (raw.length > LONGEST_WRITTEN) return null
  const name = raw.trim()
  if (name === '' || !isStorable(name) || /\p{Cc}/u.test(name)) return null
  const key = /^https?:\/\//i.test(name) ? canonicalUrl(name) : name
  if (key === null) return null
  return [...key].length > MAX_CHARACTERS ? null : key
}

/**
 * The key of the article that a path names.
 * @throws {AppError} `not-found` for what cannot be an id.
 */
export function readArticleKey(param: string): string {
  const key = articleKey(param)
  if (key === null) throw new AppError('not-found', 'An article is named by 1 to 200 characters.')
  return key
}

/** The address without fragment and tracking parameters; null for what is no address, or has a user name. */
export function canonicalUrl(raw: string): string | null {
  const url = URL.parse(raw)
  if (url === null || url.username !== '' || url.password !== '') return null
  url.hash = ''
  // Parameter by parameter: deleting from `searchParams` would encode the others again, and differently.
  const parts = url.search.slice(1).split('&')
  url.search = parts.filter((part) => part !== '' && !isTracking(part)).join('&')
  return url.href
}

function isTracking(part: string): boolean {
  return [...new URLSearchParams(part).keys()].some((name) => TRACKING.test(name))
}
