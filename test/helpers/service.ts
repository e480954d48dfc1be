import { randomUUIDv7 } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createApp } from '../../src/app.ts'
import { type Config, parseConfig } from '../../src/config.ts'
import { openDb } from '../../src/db/client.ts'
import type { Deps } from '../../src/deps.ts'
import { createFront } from '../../src/front.ts'
import { boundedFetch } from '../../src/http/fetch.ts'
import { createJobs } from '../../src/jobs/jobs.ts'
import { createLive } from '../../src/live.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics.ts'
import { createReadiness } from '../../src/ops/readiness.ts'
import type { PolicyInput } from '../../src/sites/policy.ts'
import { insertSite, type Site } from '../../src/sites/queries.ts'
import { createReading, type Reading } from '../../src/threads/reading.ts'
import { insertToken } from '../../src/tokens/queries.ts'
import { freshDatabase } from './database.ts'
import { asDescribed } from './described.ts'
import { until } from './until.ts'

export type Service = Awaited<ReturnType<typeof aService>>

/** Limits so wide that a test meets them only when it asks for them. */
export const OPEN_LIMITS = {
  perReaderPerMinute: 100_000,
  perArticlePerMinute: 100_000,
  perSitePerMinute: 1_000_000,
}

export type ServiceOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly policy?: PolicyInput
  readonly deps?: Partial<Deps>
  /** In place of a fresh one of the tests' server; migrated. */
  readonly database?: Awaited<ReturnType<typeof freshDatabase>>
  /** Runs background work too. */
  readonly jobs?: boolean
}

/**
 * The whole service on a database of its own, without a socket: one site `news`, captcha `none` and wide
 * limits unless `env` or `policy` say otherwise, an admin and a moderator token.
 */
export async function aService(options: ServiceOptions = {}) {
  const database = options.database ?? (await freshDatabase())
  const config: Config = parseConfig({ CAPTCHA: 'none', LOG_LEVEL: 'silent', PORT: '0', ...options.env })
  const log = createLogger(config.LOG_LEVEL)
  const metrics = createMetrics()
  const jobs = createJobs({ url: database.url, runs: options.jobs === true, log, metrics })
  const deps: Deps = {
    config,
    secret: 'a secret of the tests, long enough',
    db: database.db,
    live: createLive(database.db, log),
    jobs,
    log,
    metrics,
    now: () => new Date(),
    fetch: boundedFetch,
    ...options.deps,
  }
  const policy: PolicyInput = { limits: OPEN_LIMITS, ...options.policy }
  const site = await aSite(deps, { slug: 'news', policy })
  const admin = (await insertToken(deps.db, { name: 'Ada Admin', role: 'admin' })).secret
  const moderator = (await insertToken(deps.db, { name: 'Mo Derator', role: 'moderator' })).secret
  deps.jobs.start()
  const reading = createReading(deps)
  const running = aProcess(deps, site, reading)
  return {
    ...running,
    databaseUrl: database.url,
    admin,
    moderator,
    async close() {
      reading.close()
      await deps.jobs.stop()
      await deps.live.close()
      await database.close()
    },
  }
}

/**
 * Another process of the same service on the same database, perhaps by another way: its own memory, connections and
 * listening.
 */
export async function besides(service: Service, { url = service.databaseUrl } = {}) {
  const db = openDb(url)
  const { log } = service.deps
  const deps: Deps = { ...service.deps, db, live: createLive(db, log), metrics: createMetrics() }
  const reading = createReading(deps)
  return {
    ...aProcess(deps, service.site, reading),
    async close() {
      reading.close()
      await deps.live.close()
      await db.close()
    },
  }
}

/** What one process answers, called without a socket. */
function aProcess(deps: Deps, site: Site, reading: Reading) {
  const app = createApp(deps, createReadiness(), reading)
  /** Asks, and holds the answer against the description of the API. */
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> => {
    const response = await app.request(path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return asDescribed((of) => app.request(of), { method, path }, response)
  }
  const as = (token: string) => ({ authorization: `Bearer ${token}` })
  return {
    app,
    deps,
    reading,
    site,
    call,
    as,
    /** Submits one comment and returns the answer with its parsed body. */
    async submit(
      body: Record<string, unknown> = {},
      where: { site?: string; article?: string } = {},
      headers = {},
    ) {
      const path = `/v1/sites/${where.site ?? site.slug}/articles/${where.article ?? 'bridge'}/comments`
      const response = await call('POST', path, aBody(body), headers)
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
    },
  }
}

/** A members' view of whatever came back; each test checks what it relies on. */
export type Answer = {
  readonly comment: { readonly id: string; readonly [key: string]: unknown }
  readonly status: string
  readonly receipt: string
  readonly message?: string
  readonly type?: string
  readonly errors?: readonly { readonly field: string; readonly code: string; readonly message: string }[]
  readonly [key: string]: unknown
}

/** A valid submission that no check marks; each call's text is another. */
export function aBody(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { name: 'Ada Lovelace', text: words(), ...fields }
}

export function aSite(
  deps: Deps,
  site: { readonly slug?: string; readonly origins?: readonly string[]; readonly policy?: PolicyInput } = {},
): Promise<Site> {
  return insertSite(deps.db, {
    slug: site.slug ?? `s-${randomUUIDv7()}`,
    name: 'The News',
    origins: site.origins ?? ['https://news.example'],
    policy: site.policy ?? { limits: OPEN_LIMITS },
    createdBy: 'test',
  })
}

/**
 * The same app behind a real socket, for browsers, raw requests and event streams. It hears already what changes: of
 * what changed before, the desk's stream tells nobody.
 */
export async function listening(
  service: Pick<Service, 'app' | 'deps' | 'reading'>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server: Server = createServer(
    createFront(service.deps, service.reading, getRequestListener(service.app.fetch)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await until(() => service.deps.live.isListening())
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const SYLLABLES = ['ba', 'de', 'lo', 'mi', 'ru', 'sta', 'ner', 'vo', 'kin', 'tal', 'so', 'per']

/**
 * A dozen made-up words, so that no two texts are alike: a beginning that all have would make one in some thousands
 * look like another. Letters alone: digits of chance are a number of a card or telephone now and then.
 */
export function words(): string {
  const word = () =>
    Array.from({ length: 3 }, () => SYLLABLES[Math.floor(Math.random() * SYLLABLES.length)]).join('')
  return `${Array.from({ length: 12 }, word).join(' ')}.`
}
