/** Whoever has typed nothing for this long has looked up. */
const PAUSE_MS = 1_500

let typedAt = Number.NEGATIVE_INFINITY
addEventListener('input', ({ timeStamp }) => (typedAt = timeStamp), true)

/** Runs it at once, or where somebody is writing, once they pause: what they type meanwhile is kept with the rest. */
export function betweenWords(act: () => void): void {
  const leftMs = typedAt + PAUSE_MS - performance.now()
  if (leftMs > 0) setTimeout(() => betweenWords(act), leftMs)
  else act()
}
