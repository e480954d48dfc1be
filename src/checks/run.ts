import { checkPolicyFor, type Policy } from '../sites/policy.ts'
import type { Candidate, Check, Finding, RemoteCheck, Signal } from './check.ts'

type RunOptions = {
  readonly policy: Policy
  /** For all checks together, milliseconds. */
  readonly budgetMs: number
  /** For the remote ones, if that is less: of what the request has left. */
  readonly remoteMs: number
  /** Whether a remote check could still change the verdict. */
  readonly stillOpen: (signals: readonly Signal[]) => boolean
}

/**
 * Runs every check and keeps every result, in the order given. Never throws: what fails or is late is an
 * `unavailable` signal. Remote checks run side by side after the local ones, and only while the verdict still
 * depends on them.
 */
export async function runChecks(
  checks: { readonly local: readonly Check[]; readonly remote: readonly RemoteCheck[] },
  candidate: Candidate,
  { policy, budgetMs, remoteMs, stillOpen }: RunOptions,
): Promise<readonly Signal[]> {
  const ends = performance.now() + budgetMs
  const isOn = ({ name }: { readonly name: string }) => checkPolicyFor(policy, name).on
  const local = checks.local.filter(isOn).map((check) => runLocal(check, candidate, ends))
  if (!stillOpen(local)) return local
  const leftMs = Math.min(remoteMs, ends - performance.now())
  const remote = checks.remote.filter(isOn).map((check) => {
    const { timeoutMs } = checkPolicyFor(policy, check.name)
    return runRemote(check, candidate, Math.min(timeoutMs, leftMs))
  })
  return [...local, ...(await Promise.all(remote))]
}

function runLocal(check: Check, candidate: Candidate, ends: number): Signal {
  const started = performance.now()
  if (started >= ends) return signalOf(check, started, NO_TIME)
  try {
    return signalOf(check, started, check.run(candidate))
  } catch (error) {
    return signalOf(check, started, failed(error))
  }
}

async function runRemote(check: RemoteCheck, candidate: Candidate, limitMs: number): Promise<Signal> {
  const started = performance.now()
  if (limitMs <= 0) return signalOf(check, started, NO_TIME)
  try {
    return signalOf(check, started, await answerWithin(check, candidate, limitMs))
  } catch (error) {
    return signalOf(check, started, failed(error))
  }
}

const NO_TIME: Finding = { outcome: 'unavailable', detail: 'no time was left for it' }

function failed(error: unknown): Finding {
  return { outcome: 'unavailable', detail: error instanceof Error ? `failed: ${error.name}` : 'failed' }
}

function signalOf({ name }: { readonly name: string }, started: number, finding: Finding): Signal {
  return { check: name, ...finding, ms: Math.round((performance.now() - started) * 1000) / 1000 }
}

async function answerWithin(check: RemoteCheck, candidate: Candidate, limitMs: number): Promise<Finding> {
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
