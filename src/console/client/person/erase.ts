import { call, get } from '../api.ts'
import type { Item, Page } from '../types.ts'

/** Whose words: those under an e-mail address, one comment, or everything by its author. */
export type Person =
  | { readonly email: string }
  | { readonly commentId: string; readonly scope: 'comment' | 'author' }

type Answer = { readonly erased: number; readonly remaining: boolean; readonly held: number }
export type Erased = Pick<Answer, 'erased' | 'held'>

/**
 * Erases everything of a person on a site, however many calls that takes. `onSoFar` hears after each what is gone: that
 * stays gone when a later one fails, and asking again goes on with the rest.
 */
export async function eraseAll(site: string, person: Person, onSoFar: (gone: Erased) => void): Promise<void> {
  const path = `/v1/admin/sites/${encodeURIComponent(site)}/erasures`
  for (let remaining = true; remaining; ) {
    const answer = await call<Answer>('POST', path, person, { isLong: true })
    onSoFar(answer)
    remaining = answer.remaining
  }
}

const MOST_COUNTED = 200

/** How many comments there are by the author of one; null for more than two hundred. */
export async function countByAuthor(site: string, commentId: string): Promise<number | null> {
  let count = 0
  for (let cursor: string | null = null; ; ) {
    const page: Page<Item> = await get('/v1/review/comments', { site, author: commentId, limit: 100, cursor })
    count += page.items.length
    if (count > MOST_COUNTED) return null
    if (page.next === null) return count
    cursor = page.next
  }
}
