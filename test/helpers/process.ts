import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type Running = {
  readonly child: ChildProcess
  /** Everything written so far. */
  readonly output: { stdout: string; stderr: string }
  readonly ended: Promise<Ended>
  /** The first log line of an event, waited for; rejects when the process ends without it. */
  event(name: string, withinMs?: number): Promise<Record<string, unknown>>
  kill(signal: NodeJS.Signals): void
}

type StartOptions = {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** How `npm start` bounds the memory of the service. */
const PACKAGE = readFileSync(`${ROOT}package.json`, 'utf8')
const LIMITS = PACKAGE.match(/--max-[a-z-]+=\d+/g) ?? []
const SETTINGS = {
  NODE_COMPILE_CACHE: `${ROOT}node_modules/.cache/postbag`,
  ...Object.fromEntries([...PACKAGE.matchAll(/(MALLOC_\w+)=(\d+)/g)].map(([, name, value]) => [name, value])),
  /** A name that leads nowhere does so in time also where the name server never answers. */
  RES_OPTIONS: 'timeout:1 attempts:1',
}

/** Starts a file of this project as a process of its own on the Node that runs us, with a clean environment. */
export function start(file: string, { args = [], env = {}, cwd = ROOT }: StartOptions = {}): Running {
  const child = spawn(process.execPath, [...LIMITS, `${ROOT}${file}`, ...args], {
    cwd,
    env: { ...SETTINGS, PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  const watching = new Set<() => void>()
  const note = (into: 'stdout' | 'stderr') => (chunk: string) => {
    output[into] += chunk
    for (const look of watching) look()
  }
  child.stdout.setEncoding('utf8').on('data', note('stdout'))
  child.stderr.setEncoding('utf8').on('data', note('stderr'))
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return {
    child,
    output,
    ended,
    event: (name, withinMs = 30_000) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer)
          watching.delete(look)
        }
        const fail = (why: string) => {
          stop()
          reject(new Error(`${name} ${why}\n${output.stdout.slice(-2_000)}\n${output.stderr.slice(-2_000)}`))
        }
        const timer = setTimeout(() => fail('did not come in time'), withinMs)
        const look = () => {
          const found = logLines(output.stdout).find(({ event }) => event === name)
          if (!found) return
          stop()
          resolve(found)
        }
        watching.add(look)
        void ended.then(() => fail('never came: the process ended'))
        look()
      }),
    kill: (signal) => void child.kill(signal),
  }
}

/** Whole lines of JSON among what a process wrote. */
export function logLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** Resident memory of a process in MB, as Linux counts it. */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kb) / 1024
}
