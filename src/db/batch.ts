import { isRowError, overloaded, unavailable } from './errors.ts'
import { apart, inTime, leftMs } from './in-time.ts'
import { TURN_MS } from './time-limits.ts'

type BatchOptions = {
  /** The most items of one call. */
  readonly max: number
  /**
   * Calls under way at once: while one is, a further one starts only when a batch is full or its first item has
   * waited for `patienceMs`.
   */
  readonly inFlight?: number
  readonly patienceMs?: number
  /** The most items that may wait; further ones are refused at once rather than answered late. */
  readonly maxWaiting?: number
  /** An item that has waited this long is refused, and so are new ones while one has: they would be answered late. */
  readonly maxWaitMs?: number
}

type Waiting<In, Out> = {
  readonly item: In
  readonly since: number
  /** When it is no longer waited for, by whichever limit comes first. */
  readonly until: number
  readonly resolve: (result: Out) => void
  readonly reject: (error: unknown) => void
}

type Run<In, Out> = (items: readonly In[]) => Promise<readonly Out[]>

export type Batched<In, Out> = ((item: In) => Promise<Out>) & {
  /** Whether an item would be refused at once: ask before doing work that would be in vain. */
  isBehind(): boolean
}

/**
 * Gathers what arrives while a call is under way into the next call, so that many callers share a statement and its
 * commit: fewer and larger calls cost the database about half. A call that hangs (a lock, a full disk) holds the
 * others up no longer than `patienceMs`. Each caller is answered after its own call returned, or when its request's
 * time is over. When a call fails because of one item's values, every item is tried alone, and only the bad one is
 * refused.
 */
export function batched<In, Out>(
  run: Run<In, Out>,
  { max, inFlight = 4, patienceMs = 50, maxWaiting = 1_000, maxWaitMs = TURN_MS }: BatchOptions,
): Batched<In, Out> {
  const waiting: Waiting<In, Out>[] = []
  let running = 0
  let timer: NodeJS.Timeout | undefined
  let isStarting = false

  const start = () => {
    refuseLate(waiting)
    while (mayStart()) {
      const batch = waiting.splice(0, max)
      running += 1
      apart(() => settle(run, batch)).finally(() => {
        running -= 1
        start()
      })
    }
    if (waiting.length > 0 && timer === undefined) {
      timer = setTimeout(() => {
        timer = undefined
        start()
      }, patienceMs)
    }
  }

  /** Items that arrive in one turn of the event loop go together, instead of the first leaving alone. */
  const startSoon = () => {
    if (isStarting) return
    isStarting = true
    setImmediate(() => {
      isStarting = false
      start()
    })
  }

  const mayStart = () => {
    const first = waiting[0]
    if (first === undefined || running >= inFlight) return false
    return running === 0 || waiting.length >= max || performance.now() - first.since >= patienceMs
  }

  const isBehind = () => {
    const first = waiting[0]
    if (first === undefined) return false
    return waiting.length >= maxWaiting || performance.now() - first.since > maxWaitMs
  }

  const call = (item: In) =>
    new Promise<Out>((resolve, reject) => {
      if (isBehind()) return reject(overloaded())
      const since = performance.now()
      waiting.push({ item, since, until: since + Math.min(maxWaitMs, leftMs()), resolve, reject })
      startSoon()
    })
  return Object.assign((item: In) => inTime(() => call(item)), { isBehind })
}

function refuseLate<In, Out>(waiting: Waiting<In, Out>[]): void {
  const now = performance.now()
  const isLate = ({ until }: Waiting<In, Out>) => until <= now
  if (!waiting.some(isLate)) return
  const { late = [], fresh = [] } = Object.groupBy(waiting.splice(0), (one) =>
    isLate(one) ? 'late' : 'fresh',
  )
  waiting.push(...fresh)
  for (const { reject } of late) reject(overloaded())
}

/**
 * Answers every item of a batch.
 * @returns false when the database did not answer.
 */
async function settle<In, Out>(run: Run<In, Out>, batch: readonly Waiting<In, Out>[]): Promise<boolean> {
  try {
    const results = await run(batch.map(({ item }) => item))
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Out)
    return true
  } catch (error) {
    if (batch.length === 1 || !isRowError(error)) {
      for (const { reject } of batch) reject(error)
      return isRowError(error)
    }
    let answers = true
    for (const one of batch) {
      if (answers) answers = await settle(run, [one])
      else one.reject(unavailable(error))
    }
    return answers
  }
}
