import type { Check } from './check.ts'

/** Even somebody who pastes prepared text takes longer than this to fill in a form. */
const TOO_FAST_MS = 500
const TYPING_MS_PER_CHARACTER = 15
const PASTED_AT_MOST = 40

/**
 * How the form was filled in. Evidence, never proof: a filled honeypot or an impossible speed is a mark; missing and
 * odd times are treated alike.
 */
export function formCheck(): Check {
  return {
    name: 'form',
    run({ honeypot, openedAt, receivedAt, text, isEdit }) {
      if (honeypot !== null) {
        return {
          outcome: 'suspect',
          score: 0.9,
          detail: 'a field that people do not see was filled in',
          reason: 'spam',
        }
      }
      if (openedAt === null || isEdit) return { outcome: 'clear', detail: 'writing time not known' }
      const tookMs = receivedAt.getTime() - openedAt.getTime()
      if (tookMs < 0) return { outcome: 'clear', detail: 'writing time not known' }
      const detail = `written in ${Math.round(tookMs / 1000)} s`
      const impossible = text.length > PASTED_AT_MOST && tookMs < text.length * TYPING_MS_PER_CHARACTER
      if (tookMs < TOO_FAST_MS && impossible)
        return { outcome: 'suspect', score: 0.5, detail, reason: 'spam' }
      return { outcome: 'clear', detail }
    },
  }
}
