import { load, save } from './storage.ts'

type Draft = { readonly text: string; readonly at: number }

const KEPT_MS = 30 * 86_400_000

/** What a reader has begun to write, for each place they write in. */
export function draftAt(site: string, article: string, place: string) {
  const key = `draft:${site}:${article}:${place}`
  return {
    read(): string {
      const draft = load<Draft>(key)
      return draft !== undefined && Date.now() - draft.at < KEPT_MS ? draft.text : ''
    },
    keep(text: string) {
      save(key, text.trim() === '' ? undefined : ({ text, at: Date.now() } satisfies Draft))
    },
  }
}

/** Who a reader is, kept only for one who asked for it. */
export type SavedName = { readonly name: string; readonly email: string; readonly website: string }

export function savedName(): SavedName | undefined {
  return load<SavedName>('name')
}

export function saveName(name: SavedName | undefined): void {
  save('name', name)
}
