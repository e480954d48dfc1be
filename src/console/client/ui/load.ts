import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { messageOf } from '../api.ts'
import type { Page } from '../types.ts'

type Loaded<T> = {
  readonly value: T | null
  readonly error: string | null
  /** Resolves when the answer is there. */
  reload(): Promise<unknown>
  /** Puts an answer of the service in place of what was loaded, if the page still shows the same key. */
  put(value: T): void
}

/** The result of `load`, which runs again whenever `key` changes; an answer that comes too late is dropped. */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ readonly value: T | null; readonly error: string | null }>({
    value: null,
    error: null,
  })
  const turn = useRef(0)
  const latest = useRef(load)
  latest.current = load
  const reload = useCallback(() => {
    turn.current += 1
    const mine = turn.current
    return latest.current().then(
      (value) => mine === turn.current && setState({ value, error: null }),
      (error: unknown) => mine === turn.current && setState({ value: null, error: messageOf(error) }),
    )
  }, [])
  // At once: until then what was loaded for another key stands, and could be changed, under this one.
  useLayoutEffect(() => {
    setState({ value: null, error: null })
    void reload()
  }, [key, reload])
  const keyNow = useRef(key)
  keyNow.current = key
  const put = useCallback(
    (value: T) => {
      if (keyNow.current !== key) return
      turn.current += 1
      setState({ value, error: null })
    },
    [key],
  )
  return { ...state, reload, put }
}

export type Paged<T> = {
  readonly items: readonly T[] | null
  readonly hasMore: boolean
  readonly error: string | null
  more(): void
  change(update: (items: readonly T[]) => readonly T[]): void
}

/** A list page by page; `load` gets the cursor of the page it is to fetch. */
export function usePaged<T>(key: string, load: (cursor: string | null) => Promise<Page<T>>): Paged<T> {
  const [state, setState] = useState<{
    items: readonly T[] | null
    next: string | null
    error: string | null
  }>({
    items: null,
    next: null,
    error: null,
  })
  const latest = useRef(load)
  latest.current = load
  const turn = useRef(0)
  const fetchPage = (cursor: string | null, before: readonly T[]) => {
    turn.current += 1
    const mine = turn.current
    latest.current(cursor).then(
      (page) =>
        mine === turn.current &&
        setState({ items: [...before, ...page.items], next: page.next, error: null }),
      (error: unknown) =>
        mine === turn.current &&
        setState((now) => ({ ...now, items: now.items ?? [], error: messageOf(error) })),
    )
  }
  useLayoutEffect(() => {
    setState({ items: null, next: null, error: null })
    fetchPage(null, [])
  }, [key])
  return {
    items: state.items,
    hasMore: state.next !== null,
    error: state.error,
    more: () => state.next !== null && fetchPage(state.next, state.items ?? []),
    change: (update) => setState((now) => ({ ...now, items: now.items && update(now.items) })),
  }
}
