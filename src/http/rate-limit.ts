import { AppError, type Meaning } from '../errors.ts'

/** How much of an allowance was used, in two neighbouring windows of a minute. */
export type Spent = {
  /** In the current minute and in the one before it. */
  readonly present: number
  readonly former: number
  /** How much of the current minute is over, 0 to 1. */
  readonly elapsed: number
}

/** The use of the last sixty seconds: the minute before counts by the share of it that lies within them. */
export function ofLastMinute({ present, former, elapsed }: Spent): number {
  return present + former * (1 - elapsed)
}

/** Whole seconds until one more would be within the limit, if nothing else arrives meanwhile. */
export function secondsUntilOneMore({ present, former, elapsed }: Spent, perMinute: number): number {
  const room = perMinute - 1
  const over = present <= room ? 1 - (room - present) / former : 2 - room / present
  return Math.floor(60 * (over - elapsed)) + 1
}

type TooFast = {
  readonly name: string
  readonly perMinute: number
  /** Until there is room again. */
  readonly seconds: number
  readonly detail?: string
  readonly meaning?: Meaning
}

/** `RateLimit` fields as draft-ietf-httpapi-ratelimit-headers-10 writes them. */
export function tooFast({ name, perMinute, seconds, detail, meaning }: TooFast): AppError {
  const wait = Math.max(1, Math.ceil(seconds))
  return new AppError('rate-limited', detail, {
    ...(meaning && { meaning }),
    headers: {
      'retry-after': String(wait),
      'ratelimit-policy': `"${name}";q=${perMinute};w=60`,
      ratelimit: `"${name}";r=0;t=${wait}`,
    },
  })
}
