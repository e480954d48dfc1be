import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './app.ts'
import { ConfigError, parseConfig } from './config.ts'
import { openDb } from './db/client.ts'
import { startEmbedded } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import { createFront } from './front.ts'
import { createJobs } from './jobs/jobs.ts'
import { createLive } from './live.ts'
import { createLogger } from './logger.ts'
import { createMetrics } from './metrics.ts'
import { ensureAdmin, ensureDemo, ensureSecret } from './ops/first-start.ts'
import { createReadiness } from './ops/readiness.ts'
import { createReading } from './threads/reading.ts'

const STOP_WITHIN_MS = 10_000

async function main(): Promise<void> {
  const config = parseConfig(process.env)
  const log = createLogger(config.LOG_LEVEL)
  const embedded =
    config.DATABASE_URL === undefined ? await startEmbedded({ dataDir: config.DATA_DIR, log }) : null
  const url = config.DATABASE_URL ?? embedded?.url ?? ''
  await migrate(url, { log })
  const db = openDb(url, { log })
  const secret = await ensureSecret(db, config)
  const admin = await ensureAdmin(db, config, embedded !== null)
  await ensureDemo(db, config, embedded !== null)
  const live = createLive(db, log)
  const metrics = createMetrics()
  const jobs = createJobs({ url, runs: config.JOBS === 'on', log, metrics })
  const deps = { config, secret, db, live, jobs, log, metrics, now: () => new Date(), fetch }
  const readiness = createReadiness()
  const reading = createReading(deps)
  const app = createApp(deps, readiness, reading)
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 8_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
    },
    createFront(deps, reading, getRequestListener(app.fetch)),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.PORT, config.HOST, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : config.PORT
  const base = config.PUBLIC_URL ?? `http://localhost:${port}`
  log.info(
    {
      port,
      demo: `${base}/demo`,
      console: `${base}/console`,
      docs: `${base}/docs`,
      ...(admin && { adminToken: admin }),
    },
    'service.listening',
  )

  jobs.start()

  let stopping = false
  const stop = async (why: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ why }, 'service.stopping')
    readiness.draining = true
    const timer = setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref()
    reading.close()
    server.close()
    server.closeIdleConnections()
    await new Promise<void>((resolve) => server.once('close', resolve))
    await jobs.stop()
    await live.close()
    await db.close()
    await embedded?.stop()
    clearTimeout(timer)
    log.info('service.stopped')
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
}

main().catch((error: unknown) => {
  const line =
    error instanceof ConfigError
      ? `Settings: ${error.message}`
      : `Cannot start: ${error instanceof Error ? error.message : String(error)}`
  process.stderr.write(`${line}\n`)
  process.exit(1)
})
