import { readJobs } from '../bulk/jobs.ts'
import { readSession, whoAmI } from '../session.ts'
import type { Claim } from '../types.ts'
import { alarm, announce } from '../ui/say.tsx'
import { STATUS_NAMES } from '../wording.ts'
import { decidedElsewhere } from './changes.ts'
import { refresh } from './desk.ts'
import { claimNext } from './leases.ts'
import { follow, type News } from './live.ts'
import { hearOf, readOpinionRequests } from './opinion-requests.ts'
import { desk } from './state.ts'
import { idsUnderWay } from './under-way.ts'
import { isFromHere, withClaims } from './whose.ts'

/**
 * News comes in bursts on busy evenings: the queue is read again at most this often, yet within a second of each
 * message. On a slow line reading takes only a part of the time, so that decisions and what comes next get through.
 */
const REFRESH_EVERY_MS = 800
const RESTS_TIMES = 4
const RESTS_AT_MOST_MS = 10_000

/** Keeps the desk up to date with colleagues and readers. Returns a function that stops this. */
export function openEvents(): () => void {
  const { readSoon, end } = spacedReading()
  const isOfNewSite = newSites()
  const onNews = (news: News) => {
    if (news.type === 'reset' || isOfNewSite(news)) void readSession()
    if (news.type === 'decided') applyDecision(news)
    if (news.type === 'claimed') applyClaims(news)
    if (news.type === 'reset') void readOpinionRequests()
    else hearOf(news.data['commentId'])
    if (news.type === 'bulk') void readJobs()
    else if (news.type !== 'claimed') readSoon()
  }
  const onOpen = (isBack: boolean) => {
    readSoon()
    void readOpinionRequests()
    if (!isBack) return
    void readSession()
    announce('The connection is back.')
    void claimNext(true)
  }
  void readOpinionRequests()
  const stop = follow('/v1/review/events', onNews, onOpen)
  return () => {
    end()
    stop()
  }
}

/** Whether news is of a site that was made since the session was read; of each it is said once. */
function newSites() {
  const said = new Set<unknown>()
  return ({ data: { site } }: News): boolean => {
    const me = whoAmI()
    if (site === undefined || me === undefined || me.sites.some(({ slug }) => slug === site)) return false
    return !said.has(site) && Boolean(said.add(site))
  }
}

/** Reads the queue again, one reading at a time; asked for meanwhile, it is read once more afterwards. */
function spacedReading() {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isReading = false
  let isDue = false
  let notBefore = 0
  const readSoon = () => {
    isDue = true
    if (isReading || timer !== undefined) return
    timer = setTimeout(() => void read(), Math.max(100, notBefore - Date.now()))
  }
  const read = async () => {
    timer = undefined
    isReading = true
    isDue = false
    const startedAt = Date.now()
    await refresh()
    isReading = false
    const readAt = Date.now()
    const restMs = Math.min(RESTS_TIMES * (readAt - startedAt), RESTS_AT_MOST_MS)
    notBefore = Math.max(startedAt + REFRESH_EVERY_MS, readAt + restMs)
    if (isDue) readSoon()
  }
  const end = () => {
    clearTimeout(timer)
    isDue = false
  }
  return { readSoon, end }
}

function applyDecision({ data }: News): void {
  const { commentId, moderator, status, version } = data
  if (typeof commentId !== 'string' || typeof version !== 'number' || status === 'pending') return
  // What was decided from here, only the answer tells.
  if (moderator === whoAmI()?.name && idsUnderWay().includes(commentId)) return
  const what = STATUS_NAMES[status as keyof typeof STATUS_NAMES] ?? 'decided'
  const message = `${typeof moderator === 'string' ? moderator : 'A colleague'} has just ${what.toLowerCase()} this.`
  const trouble = { kind: 'conflict', message } as const
  desk.set((now) => decidedElsewhere(now, commentId, version, trouble))
  const { currentId, trouble: now } = desk.get()
  if (currentId === commentId && now.get(commentId) === trouble) alarm(message)
}

function applyClaims({ data }: News): void {
  const { commentIds, moderatorId, moderator, window, expiresAt } = data
  if (!Array.isArray(commentIds)) return
  const claim: Claim | null =
    typeof moderatorId === 'string' && typeof moderator === 'string' && typeof expiresAt === 'string'
      ? { moderatorId, moderator, window: typeof window === 'string' ? window : null, expiresAt }
      : null
  // What is ours, only the answer to a claim says: it brings the comment as it is by then.
  if (claim !== null && isFromHere(desk.get(), claim)) return
  desk.set((now) => withClaims(now, new Set(commentIds), claim))
  void claimNext()
}
