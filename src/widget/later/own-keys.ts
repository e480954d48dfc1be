const KINDS = ['keydown', 'keypress', 'keyup'] as const
const FIELD = 'input, textarea, select'
const PRESSED = /^( |Enter)$/

/**
 * Keeps what a reader types from a page's own shortcuts. The page sees only that a key was pressed in the element, not
 * that it was in a field: a player that space starts and `m` mutes would take these letters from the comment.
 */
export function keepKeys(root: ShadowRoot, signal: AbortSignal): void {
  for (const kind of KINDS) {
    root.addEventListener(kind, (event) => isOurs(event as KeyboardEvent) && event.stopPropagation(), {
      signal,
    })
  }
}

/** Shortcuts with a modifier stay the page's, and so does Escape, which may close what the thread stands in. */
function isOurs({ target, key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  // With AltGr, which some systems report as both keys, people type.
  const isShortcut = metaKey || (ctrlKey && !altKey) || key === 'Escape'
  const at = target as Element
  return !isShortcut && (at.matches(FIELD) || (at.matches('button, a') && PRESSED.test(key)))
}
