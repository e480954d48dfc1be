import type { Answer, Provider } from './provider.ts'

const FAILURES = 5
const OPEN_MS = 1_000

/**
 * Stops asking a provider that failed five times in a row, answers `unavailable` at once for a second, then lets
 * one request try again: a second after it is back nobody is held any more. State of this process alone.
 */
export function withBreaker(
  provider: Provider,
  {
    clock,
    changed,
  }: { readonly clock: () => number; readonly changed: (open: boolean, why?: string) => void },
): Provider {
  let failures = 0
  let openUntil = 0
  let isOpen = false
  const note = (answer: Answer) => {
    failures = answer.is === 'unavailable' ? failures + 1 : 0
    const open = failures >= FAILURES
    if (open) openUntil = clock() + OPEN_MS
    if (open !== isOpen) changed(open, answer.is === 'unavailable' ? answer.why : undefined)
    isOpen = open
  }
  return {
    name: provider.name,
    async ask(token, request, timeoutMs) {
      if (isOpen && clock() < openUntil)
        return { is: 'unavailable', why: 'not asked after repeated failures' }
      // While one request tries the provider, the others keep hearing `unavailable`.
      if (isOpen) openUntil = clock() + OPEN_MS
      const answer = await provider.ask(token, request, timeoutMs)
      note(answer)
      return answer
    },
  }
}
