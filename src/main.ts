import { createServer, type RequestListener, type Server } from 'node:http'
import { flushCompileCache } from 'node:module'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { parseConfig } from './config.ts'
import { openDb } from './db/client.ts'
import { databaseClock } from './db/clock.ts'
import { type Embedded, startEmbedded } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import type { Deps } from './deps.ts'
import { createFront } from './front.ts'
import { peerBucket, trustedProxies } from './http/caller.ts'
import { boundedFetch } from './http/fetch.ts'
import { createJobs } from './jobs/jobs.ts'
import { createLive } from './live.ts'
import { createLogger } from './logger.ts'
import { createMetrics } from './metrics.ts'
import { answerBrokenRequests, brokenRequest, refuseUnlessOneHost } from './ops/broken-requests.ts'
import { capConnections, endStalled } from './ops/connections.ts'
import { endOnCrash } from './ops/crash.ts'
import { createDrain } from './ops/drain.ts'
import { ensureAdmin, ensureDemo, ensureSecret, warnOfOtherSecret } from './ops/first-start.ts'
import { createReadiness } from './ops/readiness.ts'
import { warnOfNoLimits } from './ops/role-limits.ts'
import { pastPooler, startFault } from './ops/start-fault.ts'
import { createReading } from './threads/reading.ts'

/** The time limit of a whole stop, and of the part of it in which answers are finished. */
export const STOP_WITHIN_MS = 9_000
export const ANSWER_WITHIN_MS = 5_500

async function main(): Promise<void> {
  // Node would keep what it read from its cache of compiled code, seven megabytes, for as long as it runs.
  flushCompileCache()
  const config = parseConfig(process.env)
  const metrics = createMetrics()
  const log = createLogger(config.LOG_LEVEL, () => metrics.logLinesDropped.inc())
  endOnCrash(log)
  const atSignal = stopOnSignal(log)
  const starting =
    config.DATABASE_URL === undefined
      ? startEmbedded({ dataDir: config.DATA_DIR, log })
      : Promise.resolve(null)
  const end = () => starting.then((embedded) => embedded?.stop()).catch(() => undefined)
  let isOver = false
  atSignal(async () => {
    isOver = true
    await end()
    process.exit(0)
  })
  try {
    const embedded = await starting
    if (!isOver) await serve({ config, metrics, log, embedded, atSignal })
  } catch (error) {
    // What fails because it is being stopped is no fault.
    if (isOver) return
    await end()
    throw error
  }
}

type Stop = (signal: NodeJS.Signals) => Promise<void>
type Given = Pick<Deps, 'config' | 'metrics' | 'log'> & {
  readonly embedded: Embedded | null
  readonly atSignal: (stop: Stop) => void
}

async function serve({ config, metrics, log, embedded, atSignal }: Given): Promise<void> {
  const url = config.DATABASE_URL ?? embedded?.url ?? ''
  const directUrl = config.DATABASE_DIRECT_URL
  await migrate(directUrl ?? url, { log }).catch((error: unknown) => {
    throw directUrl === undefined ? error : pastPooler(error)
  })
  const db = openDb(url, { log, directUrl })
  if (directUrl !== undefined) await warnOfNoLimits(db, log)
  const now = await databaseClock(db)
  const secret = await ensureSecret(db, config)
  await warnOfOtherSecret({ db, secret, log })
  const admin = await ensureAdmin({ db, log }, config, embedded !== null)
  const hasDemo = config.DEMO === 'on'
  if (hasDemo) await ensureDemo(db, config, { isEmbedded: embedded !== null, now: now() })
  const live = createLive(db, log)
  const jobs = createJobs({ url: directUrl ?? url, runs: config.JOBS === 'on', log, metrics })
  const deps = { config, secret, db, live, jobs, log, metrics, now, fetch: boundedFetch }
  const readiness = createReadiness()
  const reading = createReading(deps)
  const app = createApp(deps, readiness, reading)
  const framework = getRequestListener(app.fetch, {
    hostname: 'localhost',
    errorHandler: (error) => brokenRequest(error instanceof RequestError ? 400 : 500),
  })
  const drain = createDrain(readiness, createFront(deps, reading, framework))
  const server = await listen(drain.handle, { config, metrics })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : config.PORT
  const base = config.PUBLIC_URL ?? `http://localhost:${port}`
  log.info(
    {
      port,
      ...(hasDemo && { demo: `${base}/demo` }),
      console: `${base}/console`,
      docs: `${base}/docs`,
      ...(admin && { adminToken: admin }),
    },
    'service.listening',
  )
  jobs.start()

  atSignal(async (signal) => {
    const noticeMs = signal === 'SIGTERM' ? config.STOP_NOTICE_MS : 0
    const drained = drain.drain(server, {
      noticeMs,
      withinMs: ANSWER_WITHIN_MS,
      onNoticeOver: () => reading.close(),
    })
    await Promise.all([drained, jobs.stop()])
    await live.close()
    await db.close()
    await embedded?.stop()
    log.info('service.stopped')
  })
}

async function listen(
  handle: RequestListener,
  { config, metrics }: Pick<Deps, 'config' | 'metrics'>,
): Promise<Server> {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 8_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
      // Requests without a host are answered below, in our own words.
      requireHostHeader: false,
      // Reads have no body, so Node need not create and close a stream for one.
      optimizeEmptyRequests: true,
    },
    refuseUnlessOneHost(handle),
  )
  answerBrokenRequests(server)
  endStalled(server)
  const trusted = trustedProxies(config.TRUSTED_PROXIES)
  capConnections(server, {
    bucketOf: ({ remoteAddress = '' }) => peerBucket(remoteAddress, trusted),
    onRefused: () => metrics.connectionsRefused.inc(),
  })
  await new Promise<void>((resolve, reject) => {
    // A HOST that cannot be resolved fails with the same code as a database that cannot.
    const fail = (error: Error) => reject(Object.assign(error, { syscall: 'listen' }))
    server.once('error', fail).listen(config.PORT, config.HOST, resolve)
  })
  return server
}

/** A signal to all processes of a terminal or a container comes twice: from the sender, and passed on by npm. */
const ECHO_MS = 200

/**
 * The first signal stops the service in order, within the limit whatever hangs; a second one ends the process at
 * once, unless it is the echo of the first. Installed before anything else, because the first process of a container ignores every signal it has no
 * handler for.
 * @returns sets what a stop does; until then it just ends the process.
 */
function stopOnSignal(log: Logger): (stop: Stop) => void {
  let stoppingSince: number | undefined
  let stop: Stop = async () => process.exit(0)
  const heard = (signal: NodeJS.Signals) => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince < ECHO_MS) return
      process.exit(1)
    }
    stoppingSince = performance.now()
    log.info({ why: signal }, 'service.stopping')
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref()
    void stop(signal)
  }
  process.on('SIGTERM', heard)
  process.on('SIGINT', heard)
  return (wanted) => {
    stop = wanted
  }
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    process.stderr.write(`${startFault(error)}\n`)
    process.exit(1)
  })
}
