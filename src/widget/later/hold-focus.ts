import type { Widget } from '../widget.ts'

/**
 * Keeps the keyboard focus in the thread. What has it may vanish by itself, since a moderator decides on the comment:
 * then the comment gets it, wherever it is by now, or the heading if it is gone.
 */
export function holdFocus({ root, store, ended }: Widget): void {
  let held: Element | null = null
  let place = ''
  const hold = () => {
    held = root.activeElement
    // From a dialog the reader goes back to the comment that it is about.
    if (held?.closest('dialog') === null) place = held.closest('li[id]')?.id ?? ''
  }
  const leave = () =>
    queueMicrotask(() => {
      if (held?.isConnected && root.activeElement === null) held = null
    })
  const check = () => {
    const { activeElement } = document
    if (ended.aborted || held === null || held.isConnected || activeElement !== document.body) return
    const comment = place && root.getElementById(place)?.querySelector('article')
    ;(comment || root.getElementById('heading'))?.focus({ preventScroll: true })
  }
  hold()
  root.addEventListener('focusin', hold, { signal: ended })
  root.addEventListener('focusout', leave, { signal: ended })
  // Once it is drawn, and after whoever made the change has moved the focus.
  store.subscribe(() => requestAnimationFrame(() => requestAnimationFrame(check)))
}
