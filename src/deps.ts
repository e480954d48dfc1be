import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Db } from './db/client.ts'
import type { Resolve } from './http/targets.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Live } from './live.ts'
import type { Metrics } from './metrics.ts'

/** Everything the service takes from outside, built once in `main.ts` and handed down. */
export type Deps = {
  readonly config: Config
  /** Signs receipts and keys every hash. */
  readonly secret: string
  readonly db: Db
  /** Tells what changes here and in other processes. */
  readonly live: Live
  /** Background work. */
  readonly jobs: Jobs
  readonly log: Logger
  readonly metrics: Metrics
  readonly now: () => Date
  readonly fetch: typeof fetch
  /** Looks up the hosts named by webhooks, purges and readers' logins; the system's own resolver when left out. */
  readonly resolve?: Resolve
}
