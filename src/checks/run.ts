import { checkPolicyFor, type Policy } from '../sites/policy.ts'
import type { Candidate, Check, Finding, Signal } from './check.ts'

type RunOptions = {
  readonly policy: Policy
  /** For all checks together, milliseconds. */
  readonly budgetMs: number
  /** Whether a remote check could still change the verdict. */
  readonly stillOpen: (signals: readonly Signal[]) => boolean
}

/**
 * Runs every check and keeps every result, in the order given. Never throws: what fails or is late is an
 * `unavailable` signal. Remote checks run side by side after the local ones, and only while the verdict still
 * depends on them.
 */
export async function runChecks(
  checks: readonly Check[],
  candidate: Candidate,
  { policy, budgetMs, stillOpen }: RunOptions,
): Promise<Signal[]> {
  const ends = performance.now() + budgetMs
  const on = checks.filter(({ name }) => checkPolicyFor(policy, name).on)
  const run = (check: Check) =>
    runOne(check, candidate, Math.min(checkPolicyFor(policy, check.name).timeoutMs, ends - performance.now()))
  const local: Signal[] = []
  for (const check of on.filter(({ remote }) => remote !== true)) local.push(await run(check))
  if (!stillOpen(local)) return local
  return [...local, ...(await Promise.all(on.filter(({ remote }) => remote === true).map(run)))]
}

async function runOne(check: Check, candidate: Candidate, limitMs: number): Promise<Signal> {
  const started = performance.now()
  const finding = await findWithin(check, candidate, limitMs)
  return { check: check.name, ...finding, ms: Math.round((performance.now() - started) * 1000) / 1000 }
}

async function findWithin(check: Check, candidate: Candidate, limitMs: number): Promise<Finding> {
  if (limitMs <= 0) return { outcome: 'unavailable', detail: 'no time was left for it' }
  try {
    if (check.remote !== true) return await check.run(candidate, NEVER)
    return await answerWithin(check, candidate, limitMs)
  } catch (error) {
    return { outcome: 'unavailable', detail: error instanceof Error ? `failed: ${error.name}` : 'failed' }
  }
}

/** Nothing stops a local check. */
const NEVER = new AbortController().signal

async function answerWithin(check: Check, candidate: Candidate, limitMs: number): Promise<Finding> {
  const abort = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => {
      resolve({ outcome: 'unavailable', detail: `no answer within ${Math.round(limitMs)} ms` })
      abort.abort()
    }, limitMs)
  })
  try {
    return await Promise.race([check.run(candidate, abort.signal), late])
  } finally {
    clearTimeout(timer)
  }
}
