import { AsyncLocalStorage } from 'node:async_hooks'
import { withDeadline } from './deadline.ts'
import { isSilence, unavailable } from './errors.ts'
import { ANSWER_MS, REQUEST_MS, STORE_MS } from './time-limits.ts'

/*
 * Every request is answered within three seconds, whatever it waits for and however often: all its waits share one
 * limit, and each takes what the ones before it have left. The limit belongs to the request rather than to a call, so
 * nothing that waits has to be handed it.
 */

/** What a late request has left running ends by its own limits before this; what runs on is no part of it. */
const LEFT_RUNNING_MS = 5_000
const LOOK_AGAIN_MS = 50

/** When waiting has to be over, by `performance.now()`; infinite once it is answered, or while others take their time. */
type Asked = { endsAt: number }

const requests = new AsyncLocalStorage<Asked | undefined>()

/** Runs what answers a request, whose time begins now unless it has begun before. */
export function asRequest<T>(work: () => T): T {
  return requests.run(requests.getStore() ?? { endsAt: performance.now() + REQUEST_MS }, work)
}

/**
 * The answer to a request, whose time is over with it: what a stream reads later has limits of its own.
 * @throws {AppError} `unavailable` when it does not come in time.
 */
export async function answerInTime<T>(work: () => PromiseLike<T>): Promise<T> {
  const answer = await before(ANSWER_MS, work, LATE)
  answered()
  return answer
}

/** Says that the request is answered, where more is done for it than answering, like telling it what happens. */
export function answered(): void {
  const asked = requests.getStore()
  if (asked !== undefined) asked.endsAt = Number.POSITIVE_INFINITY
}

/**
 * What this request may wait for; anything else may wait as long as it does.
 * @param why what kept it waiting so far, if that is known.
 * @throws {AppError} `unavailable` when its time is over, without beginning the work if it is over already.
 */
export function inTime<T>(work: () => PromiseLike<T>, why: unknown = LATE): Promise<T> {
  return before(0, work, why)
}

/** How long this request may still wait; infinite for anything else. */
export function leftMs(): number {
  const { endsAt } = requests.getStore() ?? { endsAt: Number.POSITIVE_INFINITY }
  const left = endsAt - performance.now()
  return left < -LEFT_RUNNING_MS ? Number.POSITIVE_INFINITY : left
}

/** What bears on a comment's verdict, or `otherwise` once only storing the comment fits into the request's time. */
export async function beforeStoring<T>(work: Promise<T>, otherwise: T): Promise<T> {
  const left = leftMs() - STORE_MS
  if (left === Number.POSITIVE_INFINITY) return work
  return withDeadline(work, Math.max(0, left)).catch((error: unknown) => {
    if (isSilence(error)) return otherwise
    throw error
  })
}

/** Gives this request so much time from now on, for work that by its nature takes longer than a reader would wait. */
export function takeTime(ms: number): void {
  const asked = requests.getStore()
  if (asked !== undefined) asked.endsAt = Math.max(asked.endsAt, performance.now() + ms)
}

/** Waits for somebody else: for who sends the body, or for a service that an admin tries. That is not our time. */
export async function onTheirTime<T>(work: () => Promise<T>): Promise<T> {
  const asked = requests.getStore() ?? { endsAt: Number.POSITIVE_INFINITY }
  const left = leftMs()
  asked.endsAt = Number.POSITIVE_INFINITY
  try {
    return await work()
  } finally {
    asked.endsAt = performance.now() + left
  }
}

/** Begins what many wait for, or what outlives the request that happens to be the first to need it. */
export function apart<T>(work: () => T): T {
  return requests.run(undefined, work)
}

const LATE = Object.assign(new Error('what it waited for took too long'), { code: 'LATE' })

async function before<T>(marginMs: number, work: () => PromiseLike<T>, why: unknown): Promise<T> {
  if (leftMs() === Number.POSITIVE_INFINITY) return work()
  if (leftMs() + marginMs <= 0) throw unavailable(why)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const look = () => {
      const left = leftMs() + marginMs
      if (left <= 0) reject(unavailable(why))
      else timer = setTimeout(look, left === Number.POSITIVE_INFINITY ? LOOK_AGAIN_MS : left)
    }
    look()
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}
