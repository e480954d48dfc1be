import { isSilence } from '../../db/errors.ts'
import { AppError } from '../../errors.ts'

/** The outcome for one of many, or the refusal it met. */
export type Outcome<T> = T | AppError

/**
 * How many are tried at once after all of them failed together: only part of the pool, so that readers are served
 * meanwhile.
 */
const AT_ONCE = 4

/** The result of `work`, or the refusal that it threw. */
export function attempt<T>(work: () => T): Outcome<T> {
  try {
    return work()
  } catch (error) {
    return refusal(error)
  }
}

/** The outcome of the only item; throws if that is a refusal. */
export function onlyOutcome<T>([outcome]: readonly Outcome<T>[]): T {
  if (outcome === undefined || outcome instanceof AppError) throw outcome ?? new AppError('internal')
  return outcome
}

/**
 * Acts on all items with the same key together and, if that fails, on each by itself, so that a problem with one
 * stops no other. Items that are refusals already stay as they are; outcomes come in the order of the items.
 * @param act All or nothing; one outcome each, in order.
 */
export async function together<T, R>(
  items: readonly Outcome<T>[],
  keyOf: (item: T) => string,
  act: (some: readonly T[]) => Promise<readonly Outcome<R>[]>,
): Promise<Outcome<R>[]> {
  const outcomes: Outcome<R>[] = []
  const open: { readonly index: number; readonly item: T }[] = []
  for (const [index, item] of items.entries()) {
    if (item instanceof AppError) outcomes[index] = item
    else open.push({ index, item })
  }
  for (const group of Map.groupBy(open, ({ item }) => keyOf(item)).values()) {
    const results = await orEach(
      group.map(({ item }) => item),
      act,
    )
    for (const [at, { index }] of group.entries()) outcomes[index] = results[at] ?? new AppError('internal')
  }
  return outcomes
}

async function orEach<T, R>(
  items: readonly T[],
  act: (some: readonly T[]) => Promise<readonly Outcome<R>[]>,
): Promise<readonly Outcome<R>[]> {
  try {
    return await act(items)
  } catch (error) {
    if (items.length === 1) return [refusal(error)]
    // Each alone would meet the same silence, and wait as long for it.
    if (error instanceof AppError && isSilence(error.cause)) return items.map(() => error)
  }
  const outcomes: Outcome<R>[] = []
  const waiting = items.entries()
  const worker = async () => {
    for (const [index, item] of waiting)
      outcomes[index] = (await orEach([item], act))[0] ?? new AppError('internal')
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return outcomes
}

function refusal(error: unknown): AppError {
  if (error instanceof AppError) return error
  throw error
}
