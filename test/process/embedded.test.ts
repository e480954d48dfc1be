import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hasEnded } from '../../src/db/lock.ts'
import { apiOf } from '../helpers/api.ts'
import { aDataDir, type DataDir } from '../helpers/data-dir.ts'
import { type Running, start } from '../helpers/process.ts'
import { until } from '../helpers/until.ts'

let folder: DataDir
const running: Running[] = []
const started = (path = folder.path) => {
  const process = start('src/main.ts', {
    env: { PORT: '0', CAPTCHA: 'none', JOBS: 'off', DATA_DIR: path, STOP_NOTICE_MS: '0' },
  })
  running.push(process)
  return process
}
const listening = async (process: Running) => {
  const { port } = await process.event('service.listening')
  return apiOf(Number(port))
}
/** 0 for none. */
const postmaster = () => folder.postmaster().catch(() => 0)

const ARTICLE = '/v1/sites/demo/articles/bridge/comments'
const kept: string[] = []
/** Submits a comment that is acknowledged, and sees that every one before it is still there. */
async function takesAndKeeps(service: ReturnType<typeof apiOf>): Promise<void> {
  const text = `Number ${kept.length + 1} of those who crossed the old bridge on foot this morning.`
  const response = await service.post(ARTICLE, { name: `Reader ${kept.length}`, text })
  expect([201, 202]).toContain(response.status)
  const { comment, receipt } = (await response.json()) as { comment: { id: string }; receipt: string }
  kept.push(`${comment.id} ${receipt}`)
  for (const each of kept) {
    const [id, authorization] = each.split(' ')
    const found = await service.get(`/v1/sites/demo/comments/${id}`, {
      headers: { authorization: `Receipt ${authorization}` },
    })
    expect(found.status).toBe(200)
  }
}

beforeAll(async () => {
  folder = await aDataDir('embedded')
})
afterAll(async () => {
  for (const process of running) process.kill('SIGTERM')
  await Promise.all(running.map(({ ended }) => ended))
  await folder.remove()
})

it('brings its own database and says where to look, and with which token', async () => {
  const process = started()
  const line = await process.event('service.listening')
  expect(line).toMatchObject({
    demo: expect.stringContaining('/demo'),
    console: expect.stringContaining('/console'),
    adminToken: expect.stringMatching(/^pbt_/),
  })
  const service = await listening(process)
  await until(async () => (await service.status('/readyz')) === 200)
  await takesAndKeeps(service)
})

it('refuses a second process on the same directory and says which one has it', async () => {
  const second = started()
  expect(await second.ended).toEqual({ code: 1, signal: null })
  expect(second.output.stderr.trim()).toMatch(
    new RegExp(
      `^Cannot start: Another Postbag \\(process ${running[0]?.child.pid}\\) uses this data directory`,
    ),
  )
  expect(second.output.stderr.trim().split('\n')).toHaveLength(1)
})

it('starts a database again that was killed, with the same data, by itself', async () => {
  const process = running[0] as Running
  const service = await listening(process)
  const before = await postmaster()
  globalThis.process.kill(before, 'SIGKILL')
  await until(
    async () => (await postmaster()) !== before && (await service.status('/readyz')) === 200,
    20_000,
  )
  await takesAndKeeps(service)
})

it('finds the database a killed service left behind, and everything in it', async () => {
  const process = running[0] as Running
  process.kill('SIGKILL')
  await process.ended
  const orphan = await postmaster()
  const next = started()
  const service = await listening(next)
  expect(await postmaster()).not.toBe(orphan)
  // Not asked of the system: who takes over a dead process’s children may never ask after them.
  expect(await hasEnded(orphan)).toBe(true)
  await takesAndKeeps(service)
  next.kill('SIGTERM')
  expect(await next.ended).toEqual({ code: 0, signal: null })
  expect(await postmaster()).toBe(0)
})

it('leaves no database behind when it cannot start', async () => {
  const process = start('src/main.ts', {
    env: { PORT: '0', DATA_DIR: folder.path, TRUSTED_PROXIES: 'nowhere' },
  })
  expect(await process.ended).toEqual({ code: 1, signal: null })
  expect(await postmaster()).toBe(0)
})

it.skipIf(process.getuid?.() !== 0)(
  'says what a copy of its directory lacks where the data lie elsewhere, and opens them once they are copied too',
  async () => {
    const copy = await aDataDir('copied')
    const copied = (from: string, to: string) => promisify(execFile)('cp', ['-aT', from, to])
    await copied(folder.path, copy.path)
    const lacking = started(copy.path)
    expect((await lacking.ended).code).toBe(1)
    expect(lacking.output.stderr).toContain(`${copy.data} is missing: copy ${folder.data} there`)
    await copied(folder.data, copy.data)
    const opened = started(copy.path)
    await takesAndKeeps(await listening(opened))
    opened.kill('SIGTERM')
    await opened.ended
    await copy.remove()
  },
)

it('stops the database that it is just starting', async () => {
  const other = await aDataDir('starting')
  const process = started(other.path)
  const pid = () => other.postmaster().catch(() => 0)
  await until(async () => (await pid()) > 0)
  const database = await pid()
  process.kill('SIGTERM')
  expect(await process.ended).toEqual({ code: 0, signal: null })
  expect(await hasEnded(database)).toBe(true)
  await other.remove()
})
