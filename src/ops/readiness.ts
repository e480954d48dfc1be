import { monitorEventLoopDelay } from 'node:perf_hooks'
import { migrationsCurrent } from '../db/migrate.ts'
import type { Deps } from '../deps.ts'

/** Whether this process should be sent requests. `draining` is set when it has been told to stop. */
export type Readiness = {
  draining: boolean
  /** Migrations never go back while a process runs, so one yes is enough. */
  migrated: boolean
}

const MAX_LOOP_DELAY_MS = 1_000
const loopDelay = monitorEventLoopDelay({ resolution: 20 })

export function createReadiness(): Readiness {
  loopDelay.enable()
  return { draining: false, migrated: false }
}

export async function isReady(deps: Deps, readiness: Readiness): Promise<Record<string, boolean>> {
  const database = await deps.db.ping()
  if (database && !readiness.migrated)
    readiness.migrated = await migrationsCurrent(deps.db).catch(() => false)
  const delayMs = loopDelay.percentile(99) / 1e6
  loopDelay.reset()
  return {
    database,
    migrations: readiness.migrated,
    eventLoop: Number.isNaN(delayMs) || delayMs < MAX_LOOP_DELAY_MS,
    notDraining: !readiness.draining,
  }
}
