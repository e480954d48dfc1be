import { insertSite } from '../../../src/sites/queries.ts'
import { insertToken } from '../../../src/tokens/queries.ts'
import { freshDatabase } from '../database.ts'
import { freePort } from '../ports.ts'
import { type Running, start } from '../process.ts'
import { OPEN_LIMITS } from '../service.ts'

export type Answered = { readonly status: number; readonly body: Record<string, unknown> }

export type Request = {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Stage = Awaited<ReturnType<typeof aStage>>

/** Which of the processes is meant. */
export type Which = 0 | 1
export const BOTH: readonly Which[] = [0, 1]

/** Two processes of the service on one database; each can be killed, and comes up again. */
export async function aStage() {
  const database = await freshDatabase()
  const moderator = await insertToken(database.db, { name: 'Mo Derator', role: 'moderator' })
  const admin = await insertToken(database.db, { name: 'Ada Admin', role: 'admin' })
  const ports = [await freePort(), await freePort()] as const
  const up = async (which: Which): Promise<Running> => {
    const process = start('src/main.ts', {
      env: {
        PORT: String(ports[which]),
        DATABASE_URL: database.url,
        CAPTCHA: 'none',
        TRUSTED_PROXIES: '127.0.0.1',
        STOP_NOTICE_MS: '0',
      },
    })
    await process.event('service.listening', 60_000)
    return process
  }
  const processes = await Promise.all([up(0), up(1)])
  const url = (which: Which, path: string) => `http://127.0.0.1:${ports[which]}${path}`
  let sites = 0
  return {
    db: database.db,
    url,
    moderator: { authorization: `Bearer ${moderator.secret}` },
    admin: { authorization: `Bearer ${admin.secret}` },
    /** A site of its own, where nothing was decided yet; its slug. */
    async site(mode: 'auto' | 'pre'): Promise<string> {
      sites += 1
      const slug = `any-order-${sites}`
      await insertSite(database.db, {
        slug,
        name: 'The News',
        origins: ['https://news.example'],
        policy: { mode, limits: OPEN_LIMITS },
        createdBy: 'test',
      })
      return slug
    },
    /** @throws when the process ends before it has answered. */
    async ask(which: Which, { method, path, body, headers }: Request): Promise<Answered> {
      const response = await fetch(url(which, path), {
        method,
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
    },
    async kill(which: Which): Promise<void> {
      const process = processes[which]
      process?.kill('SIGKILL')
      await process?.ended
    },
    async restart(which: Which): Promise<void> {
      processes[which] = await up(which)
    },
    async close(): Promise<void> {
      for (const process of processes) process.kill('SIGKILL')
      await Promise.all(processes.map(({ ended }) => ended))
      await database.close()
    },
  }
}
