import type { Draft, SavedName } from '../own/drafts.ts'
import { listOwn, type Own, type Unsent } from '../own/own.ts'
import { load, loadList, save } from '../own/storage.ts'
import { withoutToJson } from '../own/without-to-json.ts'

/** Receipts are valid for this long; nobody comes back to more comments than this. */
const KEPT_MS = 400 * 86_400_000
const KEPT_AT_MOST = 200
const LIKES_AT_MOST = 1_000
const DRAFTS_MS = 30 * 86_400_000
const DRAFT = /^postbag:(draft:.*)$/

export function keepOwn(site: string, own: Own): void {
  const others = listOwn(site).filter(
    ({ comment, sentAt }) => comment.id !== own.comment.id && Date.now() - sentAt < KEPT_MS,
  )
  keepList(`own:${site}`, [own, ...others].slice(0, KEPT_AT_MOST))
}

export function forgetOwn(site: string, id: string): void {
  const rest = listOwn(site).filter(({ comment }) => comment.id !== id)
  keepList(`own:${site}`, rest)
}

export function keepUnsent(site: string, unsent: Unsent): void {
  keepList(`unsent:${site}`, [...othersThan(site, unsent.id), unsent])
}

export function forgetUnsent(site: string, id: string): void {
  const rest = othersThan(site, id)
  keepList(`unsent:${site}`, rest)
}

export function keepLiked(site: string, id: string, isLiked: boolean): void {
  const others = loadList(`likes:${site}`).filter((other) => other !== id)
  keepList(`likes:${site}`, (isLiked ? [id, ...others] : others).slice(0, LIKES_AT_MOST))
}

function keepList(key: string, list: readonly unknown[]): void {
  withoutToJson(() => save(key, list.length > 0 ? list : undefined))
}

/** All unsent comments of the site but this one, whatever their article. */
function othersThan(site: string, id: string): readonly Unsent[] {
  return loadList<Unsent>(`unsent:${site}`).filter((unsent) => unsent.id !== id)
}

/** Removes what was begun long ago and not gone on with, on whatever page of this address. */
export function forgetOldDrafts(): void {
  for (const key of keysKept()) {
    const draft = load<Draft>(key)
    if (draft === undefined || Date.now() - draft.at < DRAFTS_MS) continue
    save(key, undefined)
    save(key, undefined, true)
  }
}

function keysKept(): readonly string[] {
  try {
    return Object.keys(localStorage).flatMap((key) => DRAFT.exec(key)?.[1] ?? [])
  } catch {
    return []
  }
}

/** Keeps a name for the next visit if the reader asked for that, else until the tab is closed. */
export function keepName(name: SavedName): void {
  save('name', name.isKept ? name : undefined)
  keepNameHere(name)
}

/** Until the tab is closed. */
export function keepNameHere(name: SavedName): void {
  save('name', name, true)
}
