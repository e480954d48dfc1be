import { createStore, useStore } from '../store.ts'

type Toast = {
  readonly id: number
  readonly text: string
  readonly action?: { readonly name: string; run(): void }
}

const saying = createStore<{
  readonly text: string
  readonly urgent: string
  readonly toasts: readonly Toast[]
}>({
  text: '',
  urgent: '',
  toasts: [],
})
const TOAST_MS = 7_000
let lastId = 0

/** For screen readers: what just happened. The zero-width mark makes a repeated sentence a new one to them. */
export function announce(text: string): void {
  saying.set((state) => ({ ...state, text: state.text === text ? `${text}\u200b` : text }))
}

/** Shown to everybody for a few seconds, with at most one button. */
export function toast(text: string, action?: Toast['action']): void {
  passing(text, action)
}

/** The same; the returned function removes it earlier. */
export function passing(text: string, action?: Toast['action']): () => void {
  const dismiss = lasting(text, action)
  setTimeout(dismiss, TOAST_MS)
  return dismiss
}

/** Shown to everybody until the returned function is called. A message without a button replaces its earlier self. */
export function lasting(text: string, action?: Toast['action']): () => void {
  lastId += 1
  const id = lastId
  announce(text)
  saying.set((state) => ({
    ...state,
    toasts: [
      ...state.toasts.filter((other) => other.action || other.text !== text).slice(-2),
      { id, text, ...(action && { action }) },
    ],
  }))
  return () => dismiss(id)
}

/** Interrupts a screen reader: something did not work. */
export function alarm(text: string): void {
  saying.set((state) => ({ ...state, urgent: state.urgent === text ? `${text}\u200b` : text }))
}

export function Saying() {
  const { text, urgent, toasts } = useStore(saying)
  return (
    <>
      <div class="hushed" role="status">
        {text}
      </div>
      <div class="hushed" role="alert">
        {urgent}
      </div>
      <section class="toasts" aria-label="Messages">
        {toasts.map(({ id, text: words, action }) => (
          <div key={id} class="toast arrives">
            <span>{words}</span>
            {action && (
              <button
                type="button"
                onClick={() => {
                  dismiss(id)
                  action.run()
                }}
              >
                {action.name}
              </button>
            )}
          </div>
        ))}
      </section>
    </>
  )
}

function dismiss(id: number): void {
  saying.set((state) => ({ ...state, toasts: state.toasts.filter((item) => item.id !== id) }))
}
