import { load, save } from './storage.ts'

export type Draft = { readonly text: string; readonly at: number }

export function draftKey(site: string, article: string, place: string): string {
  return `draft:${site}:${article}:${place}`
}

/** What a reader has begun to write in one place; empty if nothing. */
export function readDraft(key: string): string {
  return load<Draft>(key)?.text ?? ''
}

/**
 * Keeps the draft at every key press, whether or not the rest of the code could be loaded: for later, and for this
 * tab, since another one may keep a draft of the same place.
 */
export function keepDraft(key: string, text: string): void {
  const draft: Draft | undefined = text.trim() ? { text, at: Date.now() } : undefined
  save(key, draft)
  save(key, draft, true)
}

/** A reader's name: never asked for twice during a visit, and kept for the next only if they asked for that. */
export type SavedName = {
  readonly name: string
  readonly email: string
  readonly website: string
  readonly isKept: boolean
}

export function savedName(): SavedName | undefined {
  return load<SavedName>('name')
}
