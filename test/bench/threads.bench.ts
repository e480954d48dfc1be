import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../src/db/migrate.ts'
import { type Running, residentMb, start } from '../helpers/process.ts'
import { aCluster } from './cluster.ts'
import { cpuSeconds } from './cpu.ts'
import { get, load } from './load.ts'
import { interleaved, type Row, ratio, spread } from './row.ts'
import { SLUG, seed } from './seed.ts'

const FIFTY = `/v1/sites/${SLUG}/articles/fifty/comments`
const LARGEST = `/v1/sites/${SLUG}/articles/thousand/comments?limit=100`
const BR = { 'accept-encoding': 'br' }
const COUNTED = Array.from({ length: 100 }, (_, i) => `counted-${i}`)

type Served = { readonly port: number; readonly pid: number }
type Asked = { readonly path: string; readonly headers: Record<string, string> }

/**
 * Kept thread pages over HTTP beside a bare `node:http` that sends the same bytes and headers, each in a process of
 * its own. Rates are answers per second of the server's processor time: what one core gives, whatever else runs on
 * the machine and however fast the one who asks is.
 */
export async function bench(): Promise<readonly Row[]> {
  const cluster = await aCluster()
  const folder = await mkdtemp(join(tmpdir(), 'postbag-bench-'))
  const running: Running[] = []
  const serve = async (process: Running): Promise<Served> => {
    running.push(process)
    const { port } = await process.event('service.listening')
    return { port: Number(port), pid: process.child.pid ?? 0 }
  }
  try {
    const url = await cluster.database('threads')
    await migrate(url)
    await seed(url, [
      { key: 'fifty', tops: 50 },
      { key: 'thousand', tops: 100, repliesEach: 9 },
      ...COUNTED.map((key) => ({ key, tops: 1 })),
    ])
    const env = {
      CAPTCHA: 'none',
      PORT: '0',
      DATABASE_URL: url,
      LOG_LEVEL: process.env['BENCH_LOG'] ?? 'info',
    }
    const service = await serve(start('src/main.ts', { env }))
    const plain = { path: FIFTY, headers: {} }
    const compressed = { path: FIFTY, headers: BR }
    const largest = { path: LARGEST, headers: BR }
    const file = join(folder, 'answers.json')
    await writeFile(
      file,
      JSON.stringify(await Promise.all([plain, compressed].map((asked) => known(service.port, asked)))),
    )
    await known(service.port, largest)
    const bare = await serve(start('test/bench/bare.ts', { args: [file] }))
    const tag = String((await ask(service.port, compressed)).headers['etag'])
    const conditional = { path: FIFTY, headers: { ...BR, 'if-none-match': tag } }
    const counts = (keys: readonly string[]) => ({
      path: `/v1/sites/${SLUG}/counts?${keys.map((key) => `article=${key}`).join('&')}`,
      headers: {},
    })
    const measured = await interleaved({
      plain: rate(service, plain, 200),
      compressed: rate(service, compressed, 200),
      unchanged: rate(service, conditional, 304),
      largest: rate(service, largest, 200),
      hundredCounts: rate(service, counts(COUNTED), 200),
      oneCount: rate(service, counts(COUNTED.slice(0, 1)), 200),
      barePlain: rate(bare, plain, 200),
      bareCompressed: rate(bare, compressed, 200),
      bareUnchanged: rate(bare, conditional, 304),
    })
    const row = (
      what: string,
      values: readonly number[],
      against: string,
      others: readonly number[],
      atLeast: number,
    ): Row => ({
      what,
      value: spread(values).median,
      unit: '/cpu s',
      against,
      ratio: ratio(values, others),
      aim: { atLeast },
    })
    const { plain: json, compressed: br } = measured
    return [
      row('kept thread of 50, plain', json, 'bare node:http', measured.barePlain, 0.9),
      row('kept thread of 50, brotli', br, 'bare node:http', measured.bareCompressed, 0.9),
      row('kept thread of 50, 304', measured.unchanged, 'bare node:http', measured.bareUnchanged, 0.8),
      row('kept thread of 1,000, brotli', measured.largest, 'the thread of 50', br, 0.5),
      row('kept counts of 100', measured.hundredCounts, 'kept counts of 1', measured.oneCount, 0.5),
      await memory(service),
    ]
  } finally {
    for (const process of running) process.kill('SIGKILL')
    await cluster.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Answers per second of the server's processor time. */
function rate({ port, pid }: Served, { path, headers }: Asked, expected: number): () => Promise<number> {
  const text = get(path, headers)
  return async () => {
    const before = cpuSeconds(pid)
    const { statuses } = await load({ port, ms: 1_000, next: () => text })
    if (statuses.size !== 1 || !statuses.has(expected)) {
      throw new Error(`${path} was answered ${JSON.stringify([...statuses])}`)
    }
    return (statuses.get(expected) ?? 0) / (cpuSeconds(pid) - before)
  }
}

async function memory({ port, pid }: Served): Promise<Row> {
  let turn = 0
  const next = () => get(`${FIFTY}?limit=${1 + (turn++ % 50)}`, BR)
  const read = (requests: number) => load({ port, requests, ms: Number.POSITIVE_INFINITY, next })
  await read(100_000)
  const before = residentMb(pid)
  await read(500_000)
  const after = residentMb(pid)
  return {
    what: 'resident after 500,000 more reads',
    value: after,
    unit: 'MB',
    against: 'before them',
    ratio: spread([after / before]),
    aim: { atMost: 1.1 },
  }
}

type Got = { readonly headers: NodeJS.Dict<string | string[]>; readonly body: Buffer }

function ask(port: number, { path, headers }: Asked): Promise<Got> {
  return new Promise((resolve, reject) => {
    request({ port, path, headers, host: '127.0.0.1' }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }))
    })
      .on('error', reject)
      .end()
  })
}

const OF_THE_SERVER = new Set(['date', 'connection', 'keep-alive'])

/** An answer once it is kept as it will be, for the bare server to send. */
async function known(port: number, asked: Asked) {
  const wanted = asked.headers['accept-encoding']
  const until = performance.now() + 10_000
  let got = await ask(port, asked)
  while (got.headers['content-encoding'] !== wanted) {
    if (performance.now() > until) throw new Error(`${asked.path} never came as ${wanted}`)
    got = await ask(port, asked)
  }
  const headers = Object.entries(got.headers).filter(([name]) => !OF_THE_SERVER.has(name))
  return {
    target: `${asked.path} ${wanted ?? ''}`,
    headers: headers.flat(),
    notModified: headers.filter(([name]) => !name.startsWith('content-') || name.endsWith('policy')).flat(),
    body: got.body.toString('base64'),
  }
}
