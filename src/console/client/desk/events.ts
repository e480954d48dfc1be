import { readJobs } from '../bulk/jobs.ts'
import type { Claim } from '../types.ts'
import { STATUS_NAMES } from '../wording.ts'
import { isAsked, readAsked } from './asked.ts'
import { desk, refresh } from './desk.ts'
import { follow, type News } from './live.ts'
import { decidedElsewhere, withClaims } from './state.ts'

/**
 * News comes in bursts on busy evenings: the queue is read again at most this often, yet within a second of each
 * piece.
 */
const REFRESH_EVERY_MS = 800

/** Keeps the desk in step with colleagues and readers. Returns what ends it. */
export function openEvents(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let readAt = 0
  const readSoon = () => {
    if (timer !== undefined) return
    const wait = Math.max(100, readAt + REFRESH_EVERY_MS - Date.now())
    timer = setTimeout(() => {
      timer = undefined
      readAt = Date.now()
      void refresh()
    }, wait)
  }
  const onNews = (news: News) => {
    if (news.type === 'decided') applyDecision(news)
    if (news.type === 'claimed') applyClaims(news)
    if (news.type === 'reset' || isAsked(news.data['commentId'])) void readAsked()
    if (news.type === 'bulk') void readJobs()
    else if (news.type !== 'claimed') readSoon()
  }
  const onGap = () => {
    readSoon()
    void readAsked()
  }
  void readAsked()
  const stop = follow('/v1/review/events', onNews, onGap)
  return () => {
    clearTimeout(timer)
    stop()
  }
}

function applyDecision({ data }: News): void {
  const { commentId, moderator, status, version } = data
  if (typeof commentId !== 'string' || typeof version !== 'number' || status === 'pending') return
  const what = STATUS_NAMES[status as keyof typeof STATUS_NAMES] ?? 'decided'
  const message = `${typeof moderator === 'string' ? moderator : 'A colleague'} has just ${what.toLowerCase()} this.`
  desk.set((now) => decidedElsewhere(now, commentId, version, { kind: 'conflict', message }))
}

function applyClaims({ data }: News): void {
  const { commentIds, moderatorId, moderator, expiresAt } = data
  if (!Array.isArray(commentIds)) return
  const claim: Claim | null =
    typeof moderatorId === 'string' && typeof moderator === 'string' && typeof expiresAt === 'string'
      ? { moderatorId, moderator, expiresAt }
      : null
  desk.set((now) => withClaims(now, new Set(commentIds), claim))
}
