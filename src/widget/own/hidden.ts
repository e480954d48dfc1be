import type { State } from '../thread/store.ts'
import type { Comment } from '../wire.ts'
import { loadList, save } from './storage.ts'
import { withoutToJson } from './without-to-json.ts'

type Author = Pick<Comment['author'], 'name' | 'badge' | 'verified'>

/** Whoever was hidden before so many others is seen again. */
const KEPT_AT_MOST = 200

/**
 * What authors without accounts can be told apart by: their name, in whatever case and however spaced, and whether the
 * publisher's login vouches for it. Somebody verified and somebody who only bears that name are two, both ways.
 */
export function nameKey({ name, verified }: Author): string {
  const folded = name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
  // No name has a second line.
  return verified ? `${folded}\nverified` : folded
}

/** Whether the reader hides its author. Their own comments and the newsroom's answers are always shown. */
export function isHidden(
  { hidden, mine, info }: State,
  { id, author }: { readonly id: string; readonly author: Author },
): boolean {
  const isNewsroom = author.badge !== undefined && author.badge === info?.name
  return hidden?.has(nameKey(author)) === true && !mine.has(id) && !isNewsroom
}

/** Whose comments on a site the reader hides. */
export function listHidden(site: string): ReadonlySet<string> {
  return new Set(loadList<string>(`hidden:${site}`))
}

/** Keeps it for all articles of the site. */
export function keepHidden(site: string, author: Author, isToHide: boolean): void {
  const key = nameKey(author)
  const others = [...listHidden(site)].filter((other) => other !== key)
  const kept = (isToHide ? [key, ...others] : others).slice(0, KEPT_AT_MOST)
  withoutToJson(() => save(`hidden:${site}`, kept.length > 0 ? kept : undefined))
}
