import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { apiOf } from './api.ts'
import { aDataDir } from './data-dir.ts'
import { freePort } from './ports.ts'
import { type Running, start } from './process.ts'
import { until } from './until.ts'

type Ledger = {
  readonly acknowledged: number
  /** Acknowledged and not in the database. */
  readonly lost: readonly string[]
  /** Texts that are there more than once. */
  readonly twice: readonly string[]
  /** Comments without their verdict, their event or their key. */
  readonly incomplete: readonly string[]
}

const ADMIN_TOKEN = 'an-admin-token-of-the-ledger'
const LIMITS = { perReaderPerMinute: 1_000_000, perArticlePerMinute: 1_000_000, perSitePerMinute: 1_000_000 }
const BETWEEN_KILLS = 40

/**
 * Kills the service and its embedded database by turns while clients submit, each comment with a key and again
 * until it is acknowledged; then compares what was acknowledged with what is there.
 */
export async function keepLedger(kills: {
  readonly service: number
  readonly database: number
}): Promise<Ledger> {
  const folder = await aDataDir('ledger')
  const port = await freePort()
  const env = {
    PORT: String(port),
    CAPTCHA: 'none',
    JOBS: 'off',
    DATA_DIR: folder.path,
    ADMIN_TOKEN,
    LOG_LEVEL: 'info',
  }
  const up = async (): Promise<Running> => {
    const process = start('src/main.ts', { env })
    await process.event('service.listening', 60_000)
    return process
  }
  let service = await up()
  try {
    await makeSite(port)
    const load = keyedLoad(port)
    const some = (more: number) => {
      const enough = load.acknowledged.size + more
      return until(() => load.acknowledged.size >= enough, 60_000)
    }
    const turns = [
      ...Array<'service'>(kills.service).fill('service'),
      ...Array<'database'>(kills.database).fill('database'),
    ].toSorted(() => Math.random() - 0.5)
    for (const turn of turns) {
      await some(BETWEEN_KILLS + Math.floor(Math.random() * BETWEEN_KILLS))
      if (turn === 'database') process.kill(await folder.postmaster(), 'SIGKILL')
      else {
        service.kill('SIGKILL')
        await service.ended
        service = await up()
      }
    }
    await some(BETWEEN_KILLS)
    await load.stop()
    return await compare(await readFile(join(folder.path, 'url'), 'utf8'), load.acknowledged)
  } finally {
    service.kill('SIGTERM')
    await service.ended
    await folder.remove()
  }
}

/** Eight clients; each sends one comment until it is acknowledged, then the next. */
function keyedLoad(port: number) {
  const service = apiOf(port)
  const acknowledged = new Map<string, string>()
  let isStopped = false
  const submit = async (): Promise<void> => {
    const key = randomUUID()
    const text = `What ${key} wrote about the bridge.`
    while (!isStopped) {
      const response = await service
        .post('/v1/sites/ledger/articles/bridge/comments', { name: 'Ada', text }, { 'idempotency-key': key })
        .catch(() => undefined)
      const body = (await response?.json().catch(() => undefined)) as { comment: { id: string } } | undefined
      if (response !== undefined && response.status < 300 && body)
        return void acknowledged.set(body.comment.id, text)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const clients = Array.from({ length: 8 }, async () => {
    while (!isStopped) await submit()
  })
  return {
    acknowledged,
    async stop(): Promise<void> {
      isStopped = true
      await Promise.all(clients)
    },
  }
}

async function compare(url: string, acknowledged: ReadonlyMap<string, string>): Promise<Ledger> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const rows = await sql<{ id: string; text: string; whole: boolean }[]>`
      select c.id, c.text, exists (select from verdicts v where v.site_id = c.site_id and v.comment_id = c.id)
        and exists (select from outbox o where o.site_id = c.site_id and o.comment_id = c.id)
        and exists (select from repeat_keys k where k.site_id = c.site_id and k.comment_id = c.id) as whole
      from comments c join sites s on s.id = c.site_id where s.slug = 'ledger'`
    const stored = new Map(rows.map(({ id, text }) => [id, text]))
    const counts = new Map<string, number>()
    for (const { text } of rows) counts.set(text, (counts.get(text) ?? 0) + 1)
    return {
      acknowledged: acknowledged.size,
      lost: [...acknowledged].filter(([id, text]) => stored.get(id) !== text).map(([id]) => id),
      twice: [...counts].filter(([, count]) => count > 1).map(([text]) => text),
      incomplete: rows.filter(({ whole }) => !whole).map(({ id }) => id),
    }
  } finally {
    await sql.end()
  }
}

async function makeSite(port: number): Promise<void> {
  const site = {
    slug: 'ledger',
    name: 'Ledger',
    origins: ['https://ledger.example'],
    policy: { limits: LIMITS },
  }
  const response = await apiOf(port, ADMIN_TOKEN).post('/v1/admin/sites', site)
  if (response.status !== 201) throw new Error(`the site was refused: ${await response.text()}`)
}
