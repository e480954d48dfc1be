import { randomUUIDv7 } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import type { Db, Sql } from '../../src/db/client.ts'
import { createJobs } from '../../src/jobs/jobs.ts'
import { createLive } from '../../src/live.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics.ts'

/*
 * The service itself with its statements answered at once: everything a submission costs but the database and
 * its driver.
 */

const [policy = '{}'] = process.argv.slice(2)
const SITE = {
  id: randomUUIDv7(),
  slug: 'bench',
  name: 'Bench',
  origins: ['https://bench.example'],
  policyVersion: 1,
  policy: JSON.parse(policy) as unknown,
  createdAt: new Date(),
}
const RECORD = { approved: 0, rejected: 0, pending: 0 }
const ADMITTED = {
  articleId: randomUUIDv7(),
  articleOpen: true,
  articleUrl: null,
  articleTitle: 'An article',
  articleCreatedAt: new Date(),
  knownComment: null,
  parentVisible: null,
  bans: [],
  spent: null,
  elapsed: 0.5,
  author: RECORD,
  network: RECORD,
  thread: RECORD,
  lately: RECORD,
  threadSize: 0,
  conversation: RECORD,
  repeats: { exact: 0, near: 0, articles: 0, names: 0, rejected: 0, sameCallerHere: false },
}

/** The rows each statement of a submission would bring. */
function answer(statement: string, items: readonly { readonly id: string }[]): unknown[] {
  if (statement.includes('from sites s join policies p')) return [SITE]
  if (statement.includes('known as materialized')) return items.map(() => ADMITTED)
  if (statement.includes('insert into comments')) {
    return items.map(({ id }) => ({ id, createdAt: new Date(), depth: 1 }))
  }
  return []
}

// The few members of the driver's template that a submission's statements use.
const sql = Object.assign(
  async (parts: TemplateStringsArray | string, items: readonly { readonly id: string }[]) =>
    typeof parts === 'string' ? parts : answer(parts.join(''), items),
  { json: (value: unknown) => value, unsafe: (text: string) => text },
) as unknown as Sql
const db: Db = {
  query: async (build) => build(sql),
  transaction: async (work) => work({ query: async (build) => build(sql) }),
  listen: async () => async () => {},
  ping: async () => true,
  stats: () => ({ inFlight: 0, max: 0, replaced: 0, shortAgoMs: Number.POSITIVE_INFINITY }),
  close: async () => {},
}

const config = parseConfig(process.env)
const log = createLogger(config.LOG_LEVEL)
const metrics = createMetrics()
const app = createApp({
  config,
  secret: 'a secret of the bench, long enough',
  db,
  live: createLive(db, log),
  jobs: createJobs({ url: '', runs: false, log, metrics }),
  log,
  metrics,
  now: () => new Date(),
  fetch,
})
const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1', () => {
  log.info({ port: (server.address() as AddressInfo).port }, 'service.listening')
})
