import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Db, openDb } from '../../src/db/client.ts'
import { apiOf } from '../helpers/api.ts'
import { logLines, type Running, start } from '../helpers/process.ts'
import { OPEN_LIMITS } from '../helpers/service.ts'
import { aSmallDisk } from '../helpers/small-disk.ts'
import { soon, until } from '../helpers/until.ts'
import { halves } from '../helpers/whole.ts'

const ADMIN_TOKEN = 'an-admin-token-of-the-full-disk'
const ARTICLE = '/v1/sites/full/articles/bridge/comments'
/** The service is a process of its own. */
const APART = { isApart: true }

/** Mounting needs rights that not everybody has. */
const disk = aSmallDisk(160)

describe.skipIf(disk === undefined)('the embedded database on a disk that fills up', () => {
  let process: Running
  let service: ReturnType<typeof apiOf>
  let db: Db
  /** What the demo's ready-made comments lack. */
  let lackedBefore: readonly string[]
  const acknowledged = new Set<string>()

  beforeAll(async () => {
    const dataDir = join(disk?.path ?? '', 'data')
    // Where the user of the database may not go, its files would lie on another disk.
    await mkdir(dataDir)
    await chmod(dataDir, 0o755)
    process = start('src/main.ts', {
      env: { PORT: '0', CAPTCHA: 'none', JOBS: 'off', DATA_DIR: dataDir, ADMIN_TOKEN, STOP_NOTICE_MS: '0' },
    })
    service = apiOf(Number((await process.event('service.listening'))['port']), ADMIN_TOKEN)
    db = openDb(await readFile(join(dataDir, 'url'), 'utf8'), { max: 1 })
    lackedBefore = await halves(db)
    const origins = ['https://full.example']
    const site = { slug: 'full', name: 'Full', origins, policy: { limits: OPEN_LIMITS } }
    expect((await service.post('/v1/admin/sites', site)).status).toBe(201)
    expect(await submitted()).toBe(201)
  })
  afterAll(async () => {
    disk?.free()
    await db?.close()
    process?.kill('SIGTERM')
    await process?.ended
    disk?.remove()
  })

  /** Sends one comment, too long to find room in what is there; what is acknowledged is noted. */
  async function submitted(): Promise<number> {
    const text = `The bridge: ${wordsOfChance(1_500)}`
    const response = await service.post(ARTICLE, { name: 'Ada', text })
    const body = (await response.json()) as { comment?: { id: string } }
    if (response.status === 503) expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
    if (body.comment) acknowledged.add(body.comment.id)
    return response.status
  }

  /** Asked twice: the first may hear of a moment in which the machine was given to others. */
  const readiness = async () => {
    await service.status('/readyz')
    const response = await service.get('/readyz')
    const { status } = (await response.json()) as { status: string }
    return `${response.status} ${status}`
  }

  const expectAllThere = async () => {
    const rows = await db.query(
      (sql) => sql<{ id: string }[]>`
      select c.id from comments c join sites s on s.id = c.site_id where s.slug = 'full'`,
    )
    expect(acknowledged.difference(new Set(rows.map(({ id }) => id)))).toEqual(new Set())
    expect(await halves(db)).toEqual(lackedBefore)
  }

  it('refuses what it cannot keep, serves its threads, says that it is short, and takes comments once there is room', async () => {
    disk?.fill()
    const statuses: number[] = []
    await until(async () => {
      statuses.push(await submitted())
      return statuses.filter((status) => status === 503).length === 50
    })
    expect(new Set(statuses.slice(-50))).toEqual(new Set([503]))
    expect(statuses).not.toContain(500)
    expect(await readiness()).toBe('200 short')
    for (const sort of ['newest', 'oldest', 'top']) {
      const thread = await service.get(`${ARTICLE}?sort=${sort}`)
      expect(await thread.json()).toMatchObject({ article: { count: acknowledged.size } })
    }
    await expectAllThere()

    disk?.free()
    await soon(async () => (await submitted()) === 201, 2_000, APART)
    await expectAllThere()
  })

  it('that has no room for its log either, and so dies, is back within seconds of there being some', async () => {
    disk?.fill()
    // The next thing it writes needs another file of the log.
    await db.query((sql) => sql`select pg_switch_wal()`).catch(() => {})
    await until(async () => {
      expect([201, 503]).toContain(await submitted())
      return (await readiness()) === '503 not-ready'
    })
    await process.event('database.died')
    expect(await submitted()).toBe(503)
    expect(await service.status('/healthz')).toBe(200)

    disk?.free()
    await soon(async () => (await submitted()) === 201, 5_000, APART)
    await expectAllThere()
    await until(async () => (await readiness()) === '200 ready')
    const events = logLines(process.output.stdout).map(({ event }) => event)
    expect(events.filter((event) => event === 'database.short').length).toBeLessThan(3)
    expect(events).not.toContain('request.failed')
  })
})

it.skipIf(disk === undefined)(
  'an embedded database that finds no room at all says so in one line',
  async () => {
    const tiny = aSmallDisk(20)
    const process = start('src/main.ts', { env: { PORT: '0', DATA_DIR: tiny?.path ?? '' } })
    expect(await process.ended).toEqual({ code: 1, signal: null })
    expect(process.output.stderr).toMatch(
      /^Cannot start: .*cannot make its data directory: .*(No space left on device|could not (extend|write)).*\n$/,
    )
    tiny?.remove()
  },
)

/** Letters alone: digits of chance are a telephone number now and then, which is held. */
function wordsOfChance(bytes: number): string {
  const letters = randomBytes(bytes)
    .toString('hex')
    .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')
  return letters.replace(/.{7}/g, '$& ')
}
