import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { refitSite } from '../../src/judge/refit.ts'
import { by } from '../helpers/author.ts'
import { emptyDatabase } from '../helpers/database.ts'
import { FIRST_RECEIPT, FIRST_TOKEN, idsOf, writeAsFirstVersion } from '../helpers/first-version.ts'
import { ROOT } from '../helpers/process.ts'
import { aService, type Service } from '../helpers/service.ts'

let database: Awaited<ReturnType<typeof emptyDatabase>>
let service: Service
beforeAll(async () => {
  database = await emptyDatabase()
  await migrateOnly(1)
  await writeAsFirstVersion(database.db, 1)
  await migrate(database.url)
  service = await aService({ database })
})
afterAll(() => service.close())

/** Brings the database to the schema of so many migrations. */
async function migrateOnly(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'postbag-first-'))
  const journal = JSON.parse(await readFile(`${ROOT}drizzle/meta/_journal.json`, 'utf8'))
  const entries = journal.entries.slice(0, count) as { tag: string }[]
  await mkdir(join(folder, 'meta'))
  await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }))
  for (const { tag } of entries) await cp(`${ROOT}drizzle/${tag}.sql`, join(folder, `${tag}.sql`))
  const child = fork(`${ROOT}src/db/migrate-process.ts`)
  const ended = once(child, 'exit')
  child.send({ url: database.url, folder })
  expect(await ended).toEqual([0, null])
  await rm(folder, { recursive: true })
}

const FIRST = idsOf(1)
const THREAD = '/v1/sites/first-1/articles/harbour/comments'
const desk = (method: string, path: string, body?: unknown) =>
  service.call(method, `/v1/review${path}`, body, service.as(`${FIRST_TOKEN}-1`))

describe('after an upgrade from the first version', () => {
  it('readers see the thread as it was', async () => {
    expect(await (await service.call('GET', THREAD)).json()).toMatchObject({
      article: { key: 'harbour', title: 'The harbour', open: true, count: 2 },
      comments: [{ id: FIRST.approved, likes: 1, replyCount: 1, replies: [{ id: FIRST.answer }] }],
    })
  })

  it('moderators have their token, what is held, its report, and the log', async () => {
    const queue = (await (await desk('GET', '/queue?site=first-1')).json()) as { items: object[] }
    expect(queue.items).toMatchObject([
      {
        comment: { id: FIRST.held, status: 'pending' },
        reports: [{ reason: 'spam' }],
        verdict: { because: ['links'] },
      },
    ])
    const item = (await (await desk('GET', `/comments/${FIRST.approved}`)).json()) as object
    expect(item).toMatchObject({ revisions: [{ text: 'Before.' }] })
    const log = await (await desk('GET', '/decisions?site=first-1&by=moderator')).json()
    expect(log).toMatchObject({ items: [{ id: FIRST.decision, action: 'reject', reason: 'abuse' }] })
    const decided = await desk('PUT', `/comments/${FIRST.held}/decision`, { action: 'approve', version: 1 })
    expect(decided.status).toBe(200)
    const undone = await desk('POST', `/decisions/${FIRST.decision}/undo`)
    expect(undone.status).toBe(200)
  })

  it('authors see what became of their comments by the receipt they had', async () => {
    const own = await service.call(
      'GET',
      `/v1/sites/first-1/comments/${FIRST.answer}`,
      undefined,
      by(FIRST_RECEIPT),
    )
    expect(await own.json()).toMatchObject({ status: 'approved' })
  })

  it('comments are taken under its policy, and its bans hold', async () => {
    const harbour = { site: 'first-1', article: 'harbour' }
    const { status, body } = await service.submit({ parentId: FIRST.approved }, harbour)
    expect([status, body.status]).toEqual([201, 'approved'])
    const banned = await service.submit({ name: 'Eve' }, harbour)
    expect([banned.status, banned.body.type]).toEqual([403, 'urn:postbag:problem:banned'])
  })

  it('the judge learns anew, also where a site was held to what it had learned', async () => {
    const models = '/v1/admin/sites/first-1/models'
    const ada = (method: string, path: string, body?: unknown) =>
      service.call(method, path, body, service.as(service.admin))
    const listed = async () => (await ada('GET', models)).json()
    expect(await listed()).toMatchObject({ items: [{ version: 1, isUsable: false }], pinned: true })
    expect((await ada('PUT', `${models}/in-force`, { version: 1 })).status).toBe(409)
    await refitSite(service.deps, FIRST.site)
    expect(await listed()).toMatchObject({
      items: [
        { version: 2, isUsable: true, isInForce: true },
        { version: 1, isUsable: false, isInForce: false },
      ],
      pinned: false,
    })
  })
})

it('the first version can still write all it knew', async () => {
  await writeAsFirstVersion(database.db, 2)
  const thread = await service.call('GET', '/v1/sites/first-2/articles/harbour/comments')
  expect(await thread.json()).toMatchObject({ article: { count: 2 } })
})
