import { expect, it } from 'vitest'
import { TIME_LIMITS_MS } from '../../src/console/client/api.ts'
import {
  ANSWER_MS,
  CAPTCHA_MOST_MS,
  CHECKS_MS,
  COMMAND_STATEMENT_MS,
  COMPARE_MS,
  DECIDE_BATCH_MS,
  DECIDE_MS,
  ERASE_MS,
  ERASE_ONE_MS,
  EXPORT_MS,
  EXPORT_PAUSE_MS,
  IDLE_MS,
  IMPORT_STEP_MS,
  LOCK_MS,
  PLAN_MS,
  REQUEST_MS,
  SERVER_EARLIER_MS,
  STATEMENT_MS,
  STORE_MS,
  TRANSACTION_EXTRA_MS,
  TURN_MS,
} from '../../src/db/time-limits.ts'
import { DRIVER_LIMITS } from '../../src/jobs/boss.ts'
import { ANSWER_WITHIN_MS, STOP_WITHIN_MS } from '../../src/main.ts'
import { STALLED_MS } from '../../src/ops/connections.ts'

const TRANSACTION_MS = STATEMENT_MS + TRANSACTION_EXTRA_MS
/** What a request with a long transaction takes at most: that, and whatever it does beside. */
const withLong = (limitMs: number) => limitMs + REQUEST_MS

it.each([
  ['a wait for a lock, and another try', 2 * LOCK_MS, 'a statement', STATEMENT_MS - SERVER_EARLIER_MS],
  ['a turn in a batch, and its statement', TURN_MS + LOCK_MS, 'a request', REQUEST_MS],
  ['a statement at the server', STATEMENT_MS - SERVER_EARLIER_MS, 'the same with us', STATEMENT_MS],
  ['a statement', STATEMENT_MS, 'a transaction', TRANSACTION_MS],
  ['a pause in a transaction', IDLE_MS, 'a transaction', TRANSACTION_MS],
  ['a transaction', TRANSACTION_MS, 'a request', REQUEST_MS],
  ['storing a comment', STORE_MS, 'a request', REQUEST_MS],
  ['a captcha’s provider', CAPTCHA_MOST_MS, 'all checks', CHECKS_MS],
  ['all checks', CHECKS_MS, 'a request', REQUEST_MS],
  ['a request with its answer', REQUEST_MS + ANSWER_MS, 'three seconds', 3_000],
  ['a transaction', TRANSACTION_MS, 'an erasure', ERASE_ONE_MS],
  ['a transaction', TRANSACTION_MS, 'a batch of decisions', DECIDE_BATCH_MS],
  ['a long transaction', PLAN_MS + TRANSACTION_EXTRA_MS, 'its request', withLong(PLAN_MS)],
  ['a usual request', REQUEST_MS, 'the desk’s patience', TIME_LIMITS_MS.usual],
  ['a plan', withLong(PLAN_MS), 'the desk’s patience', TIME_LIMITS_MS.usual],
  ['a comparison', REQUEST_MS + COMPARE_MS, 'the desk’s patience', TIME_LIMITS_MS.usual],
  ['what answers the desk as usual', TIME_LIMITS_MS.usual, 'a silent connection', STALLED_MS],
  ['a batch of decisions', DECIDE_BATCH_MS, 'all decisions of a request', DECIDE_MS],
  ['all decisions of a request', DECIDE_MS, 'a silent connection', STALLED_MS],
  ['erasures of a request', ERASE_MS + ERASE_ONE_MS + REQUEST_MS, 'a silent connection', STALLED_MS],
  ['a silent connection', STALLED_MS, 'the desk’s patience with what is long', TIME_LIMITS_MS.long],
  ['a statement', STATEMENT_MS, 'a step of an import', IMPORT_STEP_MS],
  ['a step of an import', IMPORT_STEP_MS, 'a statement of a command', COMMAND_STATEMENT_MS],
  ['a pause of an export’s reader', STALLED_MS, 'a pause in its transaction', EXPORT_PAUSE_MS],
  ['a pause in an export', EXPORT_PAUSE_MS, 'an export', EXPORT_MS],
  ['a lock of a job’s library', DRIVER_LIMITS.lock_timeout, 'its statement', DRIVER_LIMITS.statement_timeout],
  ['its statement', DRIVER_LIMITS.statement_timeout, 'its wait for it', DRIVER_LIMITS.query_timeout],
  ['a request', REQUEST_MS + ANSWER_MS, 'answers while the service stops', ANSWER_WITHIN_MS],
  ['answers while the service stops', ANSWER_WITHIN_MS, 'the stop', STOP_WITHIN_MS],
])('%s (%i ms) is no longer than %s (%i ms)', (_inner, innerMs, _outer, outerMs) => {
  expect(innerMs).toBeLessThanOrEqual(outerMs)
})
