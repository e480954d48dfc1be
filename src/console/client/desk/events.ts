import { ago } from '../format.ts'
import { reasonName } from '../wording.ts'
import { desk, refresh } from './desk.ts'
import { follow, type News } from './live.ts'
import { decidedElsewhere } from './state.ts'

const REFRESH_AFTER_MS = 400

/** Keeps the desk in step with colleagues and readers. Returns what ends it. */
export function openEvents(me: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void refresh(), REFRESH_AFTER_MS)
  }
  const stop = follow(
    '/v1/review/events',
    (news) => {
      if (news.type === 'decided') applyDecision(news, me)
      soon()
    },
    soon,
  )
  return () => {
    clearTimeout(timer)
    stop()
  }
}

function applyDecision({ data }: News, me: string): void {
  const { commentId, moderatorId, moderator, action, reason } = data
  if (typeof commentId !== 'string' || moderatorId === me) return
  const who = typeof moderator === 'string' ? moderator : 'A colleague'
  const what =
    action === 'reject'
      ? `rejected this (${reasonName(typeof reason === 'string' ? reason : null)})`
      : action === 'approve'
        ? 'approved this'
        : 'put this back'
  desk.set((now) =>
    decidedElsewhere(now, commentId, { kind: 'conflict', message: `${who} ${what} ${ago(new Date())}.` }),
  )
}
