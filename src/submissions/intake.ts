import { overloaded } from '../db/errors.ts'
import { inTime } from '../db/in-time.ts'
import { freshStatistics } from '../db/statistics.ts'
import type { Deps } from '../deps.ts'
import { type Identify, identityVerifier } from '../identity/verify.ts'
import type { Judges } from '../judge/judges.ts'
import { type Admission, type AdmissionRequest, admission } from './admit.ts'
import { type CheckCaptcha, captchaChecking } from './captcha.ts'
import { type AskAgainChecks, type CheckAll, checking, type MayName } from './checks.ts'
import { firstGate } from './gate.ts'
import { type NewComment, type Stored, storing } from './store.ts'

/**
 * Lets the first submission with a key go ahead within this process. Those that arrive meanwhile wait for it and find
 * what it stored, instead of spending its captcha token and its reader's allowance a second time, or of passing for
 * the first of its kind.
 */
type InTurn = <T>(keys: readonly string[], act: () => Promise<T>) => Promise<T>

/** The parts of a submission that outlive it: batches under way, breakers, compiled word lists, counters. */
export type Intake = {
  readonly deps: Deps
  readonly judges: Judges
  /** @throws {AppError} `unavailable` while more arrives than can be stored in time. */
  refuseWhenBehind(): void
  /** The reader whom the publisher's login vouches for. */
  readonly identify: Identify
  readonly gate: ReturnType<typeof firstGate>
  readonly inTurn: InTurn
  admit(request: AdmissionRequest): Promise<Admission>
  readonly captcha: CheckCaptcha
  readonly check: CheckAll
  readonly askAgain: AskAgainChecks
  readonly mayName: MayName
  store(comment: NewComment): Promise<Stored>
}

export function createIntake(deps: Deps, judges: Judges): Intake {
  const admit = admission(deps.db)
  const store = storing(deps.db, freshStatistics(deps.db, deps.log))
  return {
    deps,
    judges,
    identify: identityVerifier(deps),
    gate: firstGate(),
    inTurn: takingTurns(),
    admit,
    captcha: captchaChecking(deps),
    ...checking(deps),
    store,
    refuseWhenBehind() {
      if (admit.isBehind() || store.isBehind()) throw overloaded()
    },
  }
}

function takingTurns(): InTurn {
  const underWay = new Map<string, Promise<void>>()
  return async (keys, act) => {
    const before = keys.flatMap((key) => underWay.get(key) ?? [])
    // If there is nothing to wait for, the key is noted without a pause, so that a second submission in the same
    // instant sees it.
    if (before.length > 0) await inTime(() => Promise.all(before))
    const { promise, resolve } = Promise.withResolvers<void>()
    for (const key of keys) underWay.set(key, promise)
    try {
      return await act()
    } finally {
      for (const key of keys) if (underWay.get(key) === promise) underWay.delete(key)
      resolve()
    }
  }
}
