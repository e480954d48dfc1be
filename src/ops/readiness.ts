import { monitorEventLoopDelay } from 'node:perf_hooks'
import { migrationsCurrent } from '../db/migrate.ts'
import type { Deps } from '../deps.ts'

/** Whether this process should be sent requests. `draining` is set when it has been told to stop. */
export type Readiness = {
  draining: boolean
  /** Migrations are never undone while a process runs, so one yes is enough. */
  migrated: boolean
}

const MAX_LOOP_DELAY_MS = 1_000
/** After this long without a refusal for lack of disk, memory or connections, the database has room again. */
const ROOM_AFTER_MS = 10_000
const loopDelay = monitorEventLoopDelay({ resolution: 20 })

export function createReadiness(): Readiness {
  loopDelay.enable()
  // The monitor belongs to the process; what it saw earlier says nothing about whoever is made ready now.
  loopDelay.reset()
  return { draining: false, migrated: false }
}

type Ready = {
  readonly status: 'ready' | 'short' | 'not-ready'
  readonly checks: Readonly<Record<string, boolean>>
}

/**
 * Checks everything a request needs. A database without room (`short`) still serves every thread, so that alone does
 * not make a process unready.
 */
export async function readinessOf(deps: Deps, readiness: Readiness): Promise<Ready> {
  const database = await deps.db.ping()
  if (database && !readiness.migrated)
    readiness.migrated = await migrationsCurrent(deps.db).catch(() => false)
  // The longest delay since the last question. A single block among thousands of turns would not move a percentile.
  const delayMs = loopDelay.max / 1e6
  loopDelay.reset()
  const needed = {
    database,
    migrations: readiness.migrated,
    eventLoop: delayMs < MAX_LOOP_DELAY_MS,
    notDraining: !readiness.draining,
  }
  const room = deps.db.stats().shortAgoMs > ROOM_AFTER_MS
  const isReady = Object.values(needed).every((ok) => ok)
  return { status: !isReady ? 'not-ready' : room ? 'ready' : 'short', checks: { ...needed, room } }
}
