import type { Config } from '../config.ts'
import { type Db, openDb } from '../db/client.ts'
import { joinEmbedded, startEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { COMMAND_STATEMENT_MS } from '../db/time-limits.ts'
import { createLogger } from '../logger.ts'
import { pastPooler } from '../ops/start-fault.ts'

/**
 * Runs a command on the database that a service with the same settings uses: `DATABASE_URL`, the embedded one if it
 * is running already, or the embedded one started just for this command. The schema is brought up to date first.
 */
export async function withDatabase(config: Config, run: (db: Db) => Promise<void>): Promise<void> {
  const log = createLogger('warn')
  const dataDir = config.DATA_DIR
  const running = config.DATABASE_URL ?? (await joinEmbedded(dataDir))
  const started = running === null ? await startEmbedded({ dataDir, log }) : null
  const url = running ?? started?.url ?? ''
  try {
    const directUrl = config.DATABASE_DIRECT_URL
    await migrate(directUrl ?? url, { log }).catch((error: unknown) => {
      throw directUrl === undefined ? error : pastPooler(error)
    })
    const db = openDb(url, { log, max: 2, directUrl, timeoutMs: COMMAND_STATEMENT_MS })
    try {
      await run(db)
    } finally {
      await db.close()
    }
  } finally {
    await started?.stop()
  }
}
