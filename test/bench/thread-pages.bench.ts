import { randomUUIDv7 } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createApp } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Deps } from '../../src/deps.ts'
import { createFront } from '../../src/front.ts'
import { encodingFor, type Finished } from '../../src/http/finished.ts'
import { encodeCursor, listName } from '../../src/http/paging.ts'
import { createJobs } from '../../src/jobs/jobs.ts'
import { tellArticle } from '../../src/live.ts'
import { createReadiness } from '../../src/ops/readiness.ts'
import type { Site } from '../../src/sites/queries.ts'
import { THREAD_FORMS } from '../../src/threads/forms.ts'
import { findThread } from '../../src/threads/queries.ts'
import { createReading } from '../../src/threads/reading.ts'
import { loadThread } from '../../src/threads/thread.ts'
import { aCluster } from './cluster.ts'
import { asker, get, post } from './load.ts'
import { interleaved, type Measured, type Row, ratio, spread } from './row.ts'
import { benchDeps, SLUG, seed } from './seed.ts'
import { aText } from './texts.ts'

const ARTICLES = 2_000
const ROUNDS = 11
const EACH = 40
const WARM = 5

/** Pages that memory does not have, against the database: what they cost beside their statement and beside others. */
export async function bench(): Promise<readonly Row[]> {
  const cluster = await aCluster()
  const url = await cluster.database('pages')
  await migrate(url)
  const many = Array.from({ length: ARTICLES }, (_, i) => ({ key: `a-${i}`, tops: 50 }))
  const site = await seed(url, [...many, { key: 'huge', tops: 100_000 }])
  const bare = benchDeps(url)
  const deps: Deps = { ...bare, jobs: createJobs({ url, runs: false, log: bare.log, metrics: bare.metrics }) }
  try {
    return [...(await pages(deps, site)), ...(await counts(deps)), ...(await rebuild(deps, site))]
  } finally {
    await deps.live.close()
    await deps.db.close()
    await cluster.stop()
  }
}

let turn = 0
const nextKey = () => `a-${turn++ % ARTICLES}`

async function pages(deps: Deps, site: Site): Promise<Row[]> {
  const server = await listening(deps)
  const first = { sort: 'newest', limit: 50 } as const
  const statement = () => findThread(deps.db, site.id, { key: nextKey(), ...first, after: null })
  const bare = await bareServer(statement)
  const deep = await cursorOfPage(deps, site, 2_000)
  const measured = await timed({
    http: () => server.ask(get(`/v1/sites/${SLUG}/articles/${nextKey()}/comments`)),
    bare: () => bare.ask(get('/')),
    statement,
    fifty: () => loadThread(deps, site, nextKey(), first),
    hugeFirst: () => loadThread(deps, site, 'huge', first),
    hugeDeep: () => loadThread(deps, site, 'huge', { ...first, cursor: deep }),
  })
  server.close()
  bare.close()
  const { fifty, hugeFirst, hugeDeep } = measured
  return [
    row('first page not kept, whole request', measured.http, 'its statement', measured.statement, 1.3),
    row('the least of it: bare node:http, fixed bytes', measured.bare, 'its statement', measured.statement),
    row('first page of 100,000', hugeFirst, 'first page of 50', fifty, 1.2),
    row('page 2,000 of 100,000', hugeDeep, 'first page of 50', fifty, 1.2),
  ]
}

async function counts(deps: Deps): Promise<Row[]> {
  const server = await listening(deps)
  const ask = (keys: readonly string[]) =>
    server.ask(get(`/v1/sites/${SLUG}/counts?${keys.map((key) => `article=${key}`).join('&')}`))
  // By chance: in turns the same hundred would come again and be kept.
  const byChance = () => `a-${Math.floor(Math.random() * ARTICLES)}`
  const measured = await timed({
    hundred: () => ask(Array.from({ length: 100 }, byChance)),
    one: () => ask([nextKey()]),
  })
  server.close()
  return [row('counts of 100, not kept, whole request', measured.hundred, 'counts of 1', measured.one, 2)]
}

const WRITES = 400

/**
 * Main-thread time of what a write means to readers: its word to the memory, and the page that shows it made anew,
 * its compression begun. The write itself, from the socket to its commit, has a row of its own. Each kind of work
 * is timed in one stretch: the kernel counts a thread's time by stretches, not by calls.
 */
async function rebuild(deps: Deps, site: Site): Promise<Row[]> {
  const server = await listening(deps)
  const [form] = THREAD_FORMS
  if (form === undefined) throw new Error('there is no form')
  const shown = new Map<string, Finished>()
  const page = { sort: 'newest', limit: 50 } as const
  const show = async (articleKey: string): Promise<void> => {
    const finished = await server.reading.pages.answer(site, { kind: 'thread', articleKey, page, form })
    encodingFor(finished, 'br')
    if (shown.get(articleKey) === finished) throw new Error('the page was not made anew')
    shown.set(articleKey, finished)
  }
  const keys = Array.from({ length: WRITES }, (_, i) => `a-${i}`)
  for (const key of keys) await show(key)
  let number = 0
  const write = async (key: string): Promise<void> => {
    number += 1
    const body = { name: `Reader ${number}`, text: aText(5_000 + number), id: randomUUIDv7() }
    const status = await server.ask(post(`/v1/sites/${SLUG}/articles/${key}/comments`, body))
    if (status !== 201) throw new Error(`a submission was answered ${status}`)
  }
  const hear = (articleKey: string): void => {
    tellArticle(deps.live, { isRemoval: false, siteId: site.id, articleKey })
  }
  await mainThread(keys, write)
  for (const key of keys) await show(key)
  const writes: number[] = []
  const pagesMade: number[] = []
  for (let round = 0; round < 5; round += 1) {
    writes.push(await mainThread(keys, write))
    pagesMade.push(
      await mainThread(keys, (key) => {
        hear(key)
        return show(key)
      }),
    )
  }
  server.close()
  return [
    {
      what: 'a write heard and its page of 50 made anew, main thread',
      value: spread(pagesMade).median,
      unit: 'ms',
      aim: { atMost: 1 },
    },
    { what: 'the write itself, with who sends it, likewise', value: spread(writes).median, unit: 'ms' },
  ]
}

/** Milliseconds of the main thread for each, one after another. */
async function mainThread(keys: readonly string[], work: (key: string) => Promise<void>): Promise<number> {
  const before = process.threadCpuUsage()
  for (const key of keys) await work(key)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000 / keys.length
}

async function listening(deps: Deps) {
  const reading = createReading(deps)
  const app = createApp(deps, createReadiness(), reading)
  const server = createServer(createFront(deps, reading, getRequestListener(app.fetch)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { ask, close } = await asker((server.address() as AddressInfo).port)
  return {
    ask,
    reading,
    close: () => {
      close()
      reading.close()
      server.close()
    },
  }
}

/** Runs a statement for each request and answers as many bytes as a page has, whatever it found. */
async function bareServer(statement: () => Promise<unknown>) {
  const bytes = Buffer.alloc(20_000, 'x')
  const server = createServer(async (_, res) => {
    await statement()
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { ask, close } = await asker((server.address() as AddressInfo).port)
  return {
    ask,
    close: () => {
      close()
      server.close()
    },
  }
}

async function cursorOfPage(deps: Deps, site: Site, page: number): Promise<string> {
  const [at] = await deps.db.query(
    (sql) => sql<{ createdAt: Date; id: string }[]>`
    select created_at, id from comments where site_id = ${site.id} and visible and shown_under_id is null
      and article_id = (select id from articles where site_id = ${site.id} and key = 'huge')
    order by created_at desc, id desc offset ${(page - 1) * 50 - 1} limit 1`,
  )
  return encodeCursor(listName('thread newest', [site], 'huge'), [
    0,
    at?.createdAt.toISOString() ?? '',
    at?.id ?? '',
  ])
}

/** Milliseconds of each case, in turns; a round's figure is the median of its runs, of which the first warm up. */
async function timed<Name extends string>(
  cases: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Measured<Name>> {
  const figure = (work: () => Promise<unknown>) => async () => {
    const took: number[] = []
    for (let run = 0; run < EACH; run += 1) {
      const started = performance.now()
      await work()
      if (run >= WARM) took.push(performance.now() - started)
    }
    return spread(took).median
  }
  const entries = Object.entries<() => Promise<unknown>>(cases).map(([name, work]) => [name, figure(work)])
  return interleaved(Object.fromEntries(entries) as Record<Name, () => Promise<number>>, { rounds: ROUNDS })
}

function row(
  what: string,
  values: readonly number[],
  against: string,
  others: readonly number[],
  atMost?: number,
): Row {
  return {
    what,
    value: spread(values).median,
    unit: 'ms',
    against,
    ratio: ratio(values, others),
    ...(atMost !== undefined && { aim: { atMost } }),
  }
}
