import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Thread } from '../../src/threads/thread.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, besides, type Service } from '../helpers/service.ts'
import { aStandby } from '../helpers/standby.ts'
import { soon, until } from '../helpers/until.ts'

type Process = Pick<Service, 'call' | 'submit' | 'deps' | 'reading'>

let standby: Awaited<ReturnType<typeof aStandby>>
let service: Service
let other: Awaited<ReturnType<typeof besides>>
beforeAll(async () => {
  standby = await aStandby()
  service = await aService({ env: { DATABASE_READ_URLS: standby.url }, database: standby.database })
  other = await besides(service)
}, 60_000)
afterAll(async () => {
  await other.close()
  await service.close()
  await standby.close()
})

let limit = 100
/** A page that memory does not have. */
async function anew(process: Process, article: string): Promise<string> {
  limit = limit === 1 ? 100 : limit - 1
  const response = await aReader(process).get(`articles/${article}/comments?limit=${limit}`)
  expect(response.status).toBe(200)
  return response.text()
}

const titleOf = (page: string) => (JSON.parse(page) as Thread).article.title

async function replicasOf({ reading, deps }: Process): Promise<number | undefined> {
  reading.observe()
  const { values } = await deps.metrics.threads.get()
  return values.find(({ labels }) => labels.what === 'replicas')?.value
}

const isUsed = (process: Process) => until(async () => (await replicasOf(process)) === 1)

/** Changes what the page says without a word to anybody: only who reads the primary can know. */
const retitle = (title: string) =>
  service.deps.db.query((sql) => sql`update articles set title = ${title} where key = 'quiet'`)

it('is read from while it keeps up, and not when it falls behind', async () => {
  await aReader(service).post('quiet', { title: 'First' })
  await isUsed(service)
  await until(async () => titleOf(await anew(service, 'quiet')) === 'First')
  await until(async () => {
    await standby.goOn()
    await retitle('First')
    await isUsed(service)
    await standby.hold()
    await retitle('Second')
    return titleOf(await anew(service, 'quiet')) === 'First'
  })
  await soon(async () => titleOf(await anew(service, 'quiet')) === 'Second', 3_000)
  expect(await replicasOf(service)).toBe(0)
  await standby.goOn()
  await isUsed(service)
})

it('never shows a comment that was rejected while it stood still', async () => {
  const kept = await aReader(service).post('removal')
  const gone = await aReader(service).post('removal')
  await Promise.all([isUsed(service), isUsed(other)])
  for (const process of [service, other]) {
    await until(async () => (await anew(process, 'removal')).includes(gone))
  }
  await standby.hold()
  const body = { action: 'reject', reason: 'spam', version: 1 }
  const path = `/v1/review/comments/${gone}/decision`
  expect((await service.call('PUT', path, body, service.as(service.moderator))).status).toBe(200)
  expect(await anew(service, 'removal')).not.toContain(gone)
  await soon(async () => !(await anew(other, 'removal')).includes(gone), 2_000)
  const ends = performance.now() + 2_000
  while (performance.now() < ends) {
    for (const process of [service, other]) {
      const page = await anew(process, 'removal')
      expect(page).toContain(kept)
      expect(page).not.toContain(gone)
    }
  }
  await standby.goOn()
  await isUsed(service)
  expect(await anew(service, 'removal')).not.toContain(gone)
})

it('may go away: pages, counts and feeds come from the primary', async () => {
  await aReader(service).post('away')
  await isUsed(service)
  await standby.stopStandby()
  for (let i = 0; i < 5; i += 1) await anew(service, 'away')
  const reader = aReader(service)
  expect(await reader.json('counts?article=away&article=quiet')).toEqual({ counts: { away: 1, quiet: 1 } })
  expect((await reader.get('articles/away/feed.atom')).status).toBe(200)
  expect((await reader.get('trending')).status).toBe(200)
  await until(async () => (await replicasOf(service)) === 0)
})
