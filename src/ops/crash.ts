import type { Logger } from 'pino'
import { isStrayDriverError } from '../db/errors.ts'

/**
 * An error that no request and no job caught leaves the process in an unknown state, so it ends: logged, flushed,
 * exit code 1. Only what the database's driver lets escape after a reset is known to be harmless.
 */
export function endOnCrash(log: Logger): void {
  const crash = (error: unknown) => {
    if (isStrayDriverError(error)) return log.warn({ err: error }, 'database.stray-error')
    log.fatal({ err: error }, 'service.crashed')
    log.flush(() => process.exit(1))
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
}
