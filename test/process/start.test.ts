import { createServer, type Server } from 'node:net'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { apiOf } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/database.ts'
import { logLines, type Running, start } from '../helpers/process.ts'
import { until } from '../helpers/until.ts'

const MAIN = 'src/main.ts'
let database: Awaited<ReturnType<typeof freshDatabase>>
const running: Running[] = []
const started = (env: Record<string, string>, options = {}) => {
  const process = start(MAIN, { env: { PORT: '0', CAPTCHA: 'none', JOBS: 'off', ...env }, ...options })
  running.push(process)
  return process
}
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  for (const process of running) process.kill('SIGKILL')
  await Promise.all(running.map(({ ended }) => ended))
  await database.close()
})

const portOf = async (process: Running) => Number((await process.event('service.listening'))['port'])

describe('a start that cannot be', () => {
  const silent = createServer()
  let busy: Server
  let busyPort = 0
  beforeAll(async () => {
    busy = createServer()
    await new Promise<void>((resolve) => busy.listen(0, '0.0.0.0', resolve))
    busyPort = (busy.address() as { port: number }).port
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    busy.close()
    silent.close()
  })

  const url = () => database.url
  const changed = (change: (at: URL) => void) => {
    const at = new URL(database.url)
    change(at)
    return at.href
  }
  it.concurrent.each<[string, () => Record<string, string>, RegExp]>([
    ['several wrong settings', () => ({ PORT: '-1', CAPTCHA: 'magic' }), /^Settings: PORT: .*; CAPTCHA: /],
    [
      'a proxy that is no address',
      () => ({ DATABASE_URL: url(), TRUSTED_PROXIES: 'localhost' }),
      /TRUSTED_PROXIES: localhost is no address/,
    ],
    [
      'a busy port',
      () => ({ DATABASE_URL: url(), PORT: String(busyPort) }),
      /the port is in use.*set another PORT/,
    ],
    [
      'a database that is not there',
      () => ({ DATABASE_URL: 'postgres://postbag:geheim@127.0.0.1:1/postbag' }),
      /database of DATABASE_URL cannot be reached \(ECONNREFUSED\)/,
    ],
    [
      'a database whose name leads nowhere',
      () => ({ DATABASE_URL: 'postgres://postbag:geheim@nowhere.invalid/postbag' }),
      /database of DATABASE_URL cannot be reached \((ENOTFOUND|EAI_AGAIN)\)/,
    ],
    [
      'a database that takes no writes',
      () => ({
        DATABASE_URL: changed((at) => at.searchParams.set('default_transaction_read_only', 'on')),
      }),
      /takes no writes.*name the primary/,
    ],
    [
      'tables that are looked for elsewhere',
      () => ({ DATABASE_URL: changed((at) => at.searchParams.set('search_path', 'nowhere')) }),
      /its search_path has to begin with public\.$/,
    ],
    [
      'a database that says nothing',
      () => ({
        DATABASE_URL: `postgres://postbag:geheim@127.0.0.1:${(silent.address() as { port: number }).port}/postbag`,
      }),
      /database of DATABASE_URL cannot be reached/,
    ],
    [
      'a host that is nowhere',
      () => ({ DATABASE_URL: url(), HOST: 'nowhere.invalid' }),
      /nowhere\.invalid: check PORT and HOST\.$/,
    ],
    [
      'no way past a pooler',
      () => ({ DATABASE_URL: url(), DATABASE_DIRECT_URL: 'postgres://postbag:geheim@127.0.0.1:1/postbag' }),
      /database of DATABASE_DIRECT_URL cannot be reached \(ECONNREFUSED\)/,
    ],
    [
      'a way past no pooler',
      () => ({ DATABASE_DIRECT_URL: url() }),
      /^Settings: DATABASE_URL: is needed with DATABASE_DIRECT_URL$/,
    ],
    [
      'a data directory that cannot be written',
      () => ({ DATA_DIR: '/dev/null/postbag' }),
      /ENOTDIR.*check DATA_DIR, which has to be a directory/,
    ],
    [
      'a data directory on a file system that makes none',
      () => ({ DATA_DIR: '/proc/postbag/data' }),
      /ENOENT.*check DATA_DIR, which has to be a directory/,
    ],
    [
      'a wrong password',
      () => ({ DATABASE_URL: changed((at) => (at.password = 'geheim')) }),
      /refuses the user or password/,
    ],
    [
      'a database nobody made',
      () => ({ DATABASE_URL: changed((at) => (at.pathname = '/nowhere')) }),
      /does not exist: create it/,
    ],
  ])('because of %s says so in one line and exits with 1', async (_, env, line) => {
    const process = started(env())
    expect(await process.ended).toEqual({ code: 1, signal: null })
    const said = process.output.stderr.trimEnd()
    expect(said.split('\n')).toHaveLength(1)
    expect(said).toMatch(line)
    expect(said + process.output.stdout).not.toMatch(/geheim/)
  })
})

it('two processes start at once on one empty database', async () => {
  const admin = postgres(inject('clusterUrl'), { max: 1, onnotice: () => {} })
  const name = `t_pair_${process.pid}`
  await admin.unsafe(`create database ${name}`)
  const DATABASE_URL = inject('clusterUrl').replace(/postgres$/, name)
  const pair = [started({ DATABASE_URL }), started({ DATABASE_URL })]
  const ports = await Promise.all(pair.map(portOf))
  for (const port of ports) await until(async () => (await apiOf(port).status('/readyz')) === 200)
  for (const one of pair) one.kill('SIGKILL')
  await Promise.all(pair.map(({ ended }) => ended))
  await admin.unsafe(`drop database ${name} with (force)`)
  await admin.end()
})

it('a newsroom that wants no demo has no site until it makes one', async () => {
  const fresh = await freshDatabase()
  const ADMIN_TOKEN = 'the-admin-token-of-a-newsroom'
  const process = started({ DATABASE_URL: fresh.url, DEMO: 'off', ADMIN_TOKEN })
  const { port, demo } = await process.event('service.listening')
  expect(demo).toBeUndefined()
  const sites = await apiOf(Number(port)).get('/v1/admin/sites', {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  })
  expect(await sites.json()).toMatchObject({ items: [] })
  process.kill('SIGKILL')
  await process.ended
  await fresh.close()
})

it('a process that was given another secret key than the one before it says so', async () => {
  const warned = async (SECRET_KEY: string) => {
    const process = started({ DATABASE_URL: database.url, SECRET_KEY })
    await process.event('service.listening')
    process.kill('SIGKILL')
    await process.ended
    return logLines(process.output.stdout).filter(({ event }) => event === 'secret-key.changed')
  }
  await warned('the key of this newspaper')
  expect(await warned('the key of this newspaper')).toEqual([])
  const said = await warned('the key of another newspaper')
  expect(said).toMatchObject([{ level: 'warn' }])
  expect(JSON.stringify(said)).not.toContain('newspaper')
})

it('a process that was given another admin token than the one before it ends that one, and takes it back', async () => {
  const [first, second] = ['the first admin token of all', 'the second admin token of all'].map((words) =>
    words.replaceAll(' ', '-'),
  ) as [string, string]
  const statuses = async (ADMIN_TOKEN: string) => {
    const process = started({ DATABASE_URL: database.url, ADMIN_TOKEN })
    const { get } = apiOf(await portOf(process))
    const answers = [first, second].map((token) =>
      get('/v1/admin/sites', { headers: { authorization: `Bearer ${token}` } }),
    )
    const found = (await Promise.all(answers)).map(({ status }) => status)
    process.kill('SIGKILL')
    await process.ended
    return found
  }
  expect(await statuses(first)).toEqual([200, 401])
  expect(await statuses(first)).toEqual([200, 401])
  expect(await statuses(second)).toEqual([401, 200])
  expect(await statuses(first)).toEqual([200, 401])
})

it('an error that nothing caught is logged and ends the process with 1', async () => {
  const throwing = 'data:text/javascript,process.on("SIGUSR2",()=>{throw new Error("a secret thought")})'
  const process = started({ DATABASE_URL: database.url, NODE_OPTIONS: `--import=${encodeURI(throwing)}` })
  await process.event('service.listening')
  process.kill('SIGUSR2')
  expect(await process.ended).toEqual({ code: 1, signal: null })
  const last = logLines(process.output.stdout).at(-1)
  expect(last).toMatchObject({ level: 'fatal', event: 'service.crashed', err: { type: 'Error' } })
  expect(process.output.stdout + process.output.stderr).not.toContain('a secret thought')
})

describe('a log nobody reads', () => {
  it('that was closed costs lines, which are counted, and nothing else', async () => {
    const process = started({ DATABASE_URL: database.url })
    const service = apiOf(await portOf(process))
    process.child.stdout?.destroy()
    for (let turn = 0; turn < 50; turn += 1) expect(await service.status('/v1/sites/demo/widget')).toBe(200)
    await until(async () =>
      /postbag_log_lines_dropped_total [1-9]/.test(await (await service.get('/metrics')).text()),
    )
    process.kill('SIGTERM')
    expect(await process.ended).toEqual({ code: 0, signal: null })
  })

  it('that is blocked keeps nobody waiting, not even the stop', async () => {
    const process = started({ DATABASE_URL: database.url })
    const service = apiOf(await portOf(process))
    process.child.stdout?.removeAllListeners('data').pause()
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const statuses: number[] = []
        for (let turn = 0; turn < 100; turn += 1)
          statuses.push(await service.status('/v1/sites/nobody/widget'))
        return statuses
      }),
    )
    expect(new Set(answers.flat())).toEqual(new Set([404]))
    process.kill('SIGTERM')
    await until(() => process.child.exitCode !== null, 10_000)
    expect(process.child.exitCode).toBe(0)
  })
})
