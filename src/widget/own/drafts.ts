import { load, save } from './storage.ts'

type Draft = { readonly text: string; readonly at: number }

const KEPT_MS = 30 * 86_400_000

export function draftKey(site: string, article: string, place: string): string {
  return `draft:${site}:${article}:${place}`
}

/** What a reader has begun to write in one place; empty if nothing, or too long ago. */
export function readDraft(key: string): string {
  const draft = load<Draft>(key)
  return draft !== undefined && Date.now() - draft.at < KEPT_MS ? draft.text : ''
}

/** Keeps the draft at every key press, whether or not the rest of the code could be loaded. */
export function keepDraft(key: string, text: string): void {
  save(key, text.trim() === '' ? undefined : ({ text, at: Date.now() } satisfies Draft))
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
