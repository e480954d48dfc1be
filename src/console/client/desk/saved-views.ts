import { call, get } from '../api.ts'
import { createStore } from '../store.ts'
import { type View, viewHref, viewOf } from './view.ts'

/** A view somebody gave a name, for themselves or for everybody. */
export type SavedView = {
  readonly id: string
  readonly name: string
  readonly query: Readonly<Record<string, string>>
  readonly shared: boolean
  readonly createdBy: string
  readonly mine: boolean
}

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

/** The link of a saved view: it says all of it, so it can be handed on. */
export function hrefOfView({ query }: SavedView): string {
  return viewHref(viewOf(new URLSearchParams(query)))
}
