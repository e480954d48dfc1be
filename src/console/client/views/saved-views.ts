import type { View as ServerView } from '../../../review/views.ts'
import { call, get } from '../api.ts'
import { createStore } from '../store.ts'
import type { Json } from '../types.ts'
import { type View, viewHref, viewOf } from './view.ts'

/** A view somebody gave a name, for themselves or for everybody. */
type SavedView = Json<ServerView>

export const savedViews = createStore<{ readonly list: readonly SavedView[] }>({ list: [] })

export async function readViews(): Promise<void> {
  const { items } = await get<{ readonly items: readonly SavedView[] }>('/v1/review/views')
  savedViews.set({ list: items })
}

export async function saveView(name: string, view: View, shared: boolean): Promise<void> {
  const query = Object.fromEntries(new URLSearchParams(viewHref(view).split('?')[1] ?? ''))
  await call('POST', '/v1/review/views', { name, query, shared })
  await readViews()
}

export async function forgetView(id: string): Promise<void> {
  await call('DELETE', `/v1/review/views/${id}`)
  await readViews()
}

/** The link of a saved view, which contains all of it and can be handed on. */
export function hrefOfView({ query }: SavedView): string {
  const parts = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return viewHref(viewOf(new URLSearchParams(parts)))
}
