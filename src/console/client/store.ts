import { useLayoutEffect, useState } from 'preact/hooks'

type Store<State> = {
  get(): State
  set(change: Partial<State> | ((state: State) => State)): void
  subscribe(listener: () => void): () => void
}

/** A value that components follow: one for each subject, changed in one place. */
export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    set(change) {
      state = typeof change === 'function' ? change(state) : { ...state, ...change }
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The store's state; the component is drawn again when it changes. */
export function useStore<State extends object>(store: Store<State>): State {
  const [, draw] = useState(0)
  useLayoutEffect(() => store.subscribe(() => draw((count) => count + 1)), [store])
  return store.get()
}
