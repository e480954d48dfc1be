import { type Running, residentMb, start } from '../helpers/process.ts'
import { aCluster } from './cluster.ts'
import { get, load, post } from './load.ts'
import { interleaved, type Row, ratio, spread } from './row.ts'
import { aText } from './texts.ts'

const ADMIN_TOKEN = 'the-admin-token-of-the-bench'
const LIMITS = { perReaderPerMinute: 1_000_000, perArticlePerMinute: 1_000_000, perSitePerMinute: 1_000_000 }
const ARTICLES = 100

/**
 * Submissions through the whole service (captcha `none`, all local checks, durable) beside the same service
 * without its database, one bare insert, and a drizzle transaction of three statements.
 */
export async function bench(): Promise<readonly Row[]> {
  const cluster = await aCluster()
  const env = { CAPTCHA: 'none', LOG_LEVEL: 'info' }
  const running: Running[] = []
  const listening = async (process: Running): Promise<number> => {
    running.push(process)
    return Number((await process.event('service.listening'))['port'])
  }
  try {
    const database = await cluster.database('service')
    const service = start('src/main.ts', { env: { ...env, PORT: '0', DATABASE_URL: database, ADMIN_TOKEN } })
    const ports = {
      service: await listening(service),
      noDatabase: await listening(
        start('test/bench/no-database.ts', { env, args: [JSON.stringify({ limits: LIMITS })] }),
      ),
      insert: await listening(
        start('test/bench/reference.ts', { args: ['insert', await cluster.database('bare')] }),
      ),
      drizzle: await listening(
        start('test/bench/reference.ts', { args: ['drizzle', await cluster.database('usual')] }),
      ),
    }
    await makeSite(ports.service)
    const rate = (port: number) => async () => submitted(await load({ port, next: aSubmission }))
    const measured = await interleaved({
      service: rate(ports.service),
      noDatabase: rate(ports.noDatabase),
      insert: rate(ports.insert),
      drizzle: rate(ports.drizzle),
    })
    const value = spread(measured.service).median
    const row = { what: 'submission, all local checks', value, unit: '/s' }
    return [
      {
        ...row,
        against: 'the same without its database',
        ratio: ratio(measured.service, measured.noDatabase),
        aim: { atLeast: 0.6 },
      },
      { ...row, against: 'one bare insert', ratio: ratio(measured.service, measured.insert) },
      {
        ...row,
        against: 'a drizzle transaction of three',
        ratio: ratio(measured.service, measured.drizzle),
        aim: { atLeast: 8 },
      },
      await memory(service, ports.service),
    ]
  } finally {
    for (const process of running) process.kill('SIGKILL')
    await cluster.stop()
  }
}

async function memory(service: Running, port: number): Promise<Row> {
  const whole = { port, ms: Number.POSITIVE_INFINITY }
  submitted(await load({ ...whole, requests: 20_000, next: aSubmission }))
  let turn = 0
  const aRead = () => get(`/v1/sites/bench/articles/${turn++ % ARTICLES}/comments`)
  await load({ ...whole, requests: 100_000, next: aRead })
  return {
    what: 'resident after 20,000 submissions and 100,000 reads',
    value: residentMb(service.child.pid ?? 0),
    unit: 'MB',
    aim: { atMost: 150 },
  }
}

async function makeSite(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/admin/sites`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_TOKEN}` },
    body: JSON.stringify({
      slug: 'bench',
      name: 'Bench',
      origins: ['https://bench.example'],
      policy: { limits: LIMITS },
    }),
  })
  if (response.status !== 201) throw new Error(`the site was refused: ${await response.text()}`)
}

let count = 0

function aSubmission(): string {
  count += 1
  return post(`/v1/sites/bench/articles/${count % ARTICLES}/comments`, {
    name: `Reader ${count % 997}`,
    text: aText(count),
  })
}

/** Answers a second, when each was a comment taken. */
function submitted({ perSecond, statuses }: Awaited<ReturnType<typeof load>>): number {
  const others = [...statuses.keys()].filter((status) => status !== 201 && status !== 202)
  if (others.length > 0) throw new Error(`not all were taken: ${JSON.stringify([...statuses])}`)
  return perSecond
}
