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
  backAndForth: 0,
  conversation: RECORD,
  repeats: { exact: 0, near: 0, articles: 0, names: 0, rejected: 0, sameCallerHere: false },
}

/** The rows each statement of a submission would bring. */
function answer({ text, items }: Part): unknown[] {
  if (text.includes('insert into comments')) {
    return items.map(({ id }) => ({ id, createdAt: new Date(), depth: 1 }))
  }
  if (text.includes('known as materialized')) return items.map(() => ADMITTED)
  return text.includes('from sites s join policies p') ? [SITE] : []
}

/** A statement, or a part of one. */
type Part = { readonly text: string; readonly items: readonly { readonly id: string }[] }

function statement(parts: TemplateStringsArray, ...values: readonly unknown[]): Part {
  const textOf = (value: unknown) => (value as Partial<Part> | null)?.text ?? ''
  const text = parts.map((part, i) => part + textOf(values[i])).join('')
  return { text, items: values.find(Array.isArray) ?? [] }
}

// The few members of the driver's template that a submission's statements use.
const sql = Object.assign(
  (parts: TemplateStringsArray | string, ...values: readonly unknown[]) =>
    typeof parts === 'string' ? parts : statement(parts, ...values),
  { json: (value: unknown) => value, unsafe: (text: string) => text },
) as unknown as Sql
const answered: Db['query'] = async (build) => answer(build(sql) as unknown as Part) as never
const db: Db = {
  query: answered,
  transaction: async (work) => work({ query: answered }),
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
