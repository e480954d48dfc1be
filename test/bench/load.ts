import { connect, type Socket } from 'node:net'

type LoadOptions = {
  readonly port: number
  readonly connections?: number
  /** Stops after so many answers or so much time, whichever is first. */
  readonly requests?: number
  readonly ms?: number
  /** The next request as it goes over the wire, keep-alive. */
  readonly next: () => string | Buffer
}

export type LoadResult = {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly statuses: ReadonlyMap<number, number>
}

/**
 * Asks over keep-alive connections, one request at a time on each, over bare sockets: an HTTP client would cost
 * more than what is measured.
 * @throws {Error} when a connection is cut.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { port, connections = 32, requests = Number.POSITIVE_INFINITY, ms = 1_500 } = options
  const statuses = new Map<number, number>()
  const latencies: number[] = []
  const started = performance.now()
  let left = requests
  const more = () => left-- > 0 && performance.now() - started < ms
  const done = (status: number, took: number) => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    latencies.push(took)
  }
  await Promise.all(
    Array.from({ length: connections }, () => askAgainAndAgain(port, options.next, more, done)),
  )
  const seconds = (performance.now() - started) / 1000
  const sorted = latencies.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return { perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99), statuses }
}

/** One request as text. */
export function get(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\nhost: localhost\r\n${lines.join('')}\r\n`
}

export function post(path: string, body: unknown): string {
  const text = JSON.stringify(body)
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json`
  return `${head}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

function askAgainAndAgain(
  port: number,
  next: () => string | Buffer,
  more: () => boolean,
  done: (status: number, took: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let sentAt = 0
    let held = Buffer.alloc(0)
    const ask = () => {
      if (!more()) return socket.end(resolve)
      sentAt = performance.now()
      socket.write(next())
    }
    socket.once('connect', ask)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the connection was cut')))
    socket.on('data', (chunk) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
      const status = wholeAnswer(held)
      if (status === null) return
      held = Buffer.alloc(0)
      done(status, performance.now() - sentAt)
      ask()
    })
  })
}

/** Asks one after another over one connection that is kept; each answer's status. */
export async function asker(port: number): Promise<{ ask(request: string): Promise<number>; close(): void }> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let held = Buffer.alloc(0)
  let answered = (_: number) => {}
  socket.on('data', (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const status = wholeAnswer(held)
    if (status === null) return
    held = Buffer.alloc(0)
    answered(status)
  })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return {
    ask: (request) =>
      new Promise((resolve) => {
        answered = resolve
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}

const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n')

/** The status, once the whole answer is there. */
function wholeAnswer(bytes: Buffer): number | null {
  const headEnds = bytes.indexOf('\r\n\r\n')
  if (headEnds < 0) return null
  const head = bytes.toString('latin1', 0, headEnds).toLowerCase()
  const status = Number(head.slice(9, 12))
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1]
  if (length !== undefined) return bytes.length >= headEnds + 4 + Number(length) ? status : null
  if (!head.includes('\r\ntransfer-encoding: chunked')) return status
  return bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) ? status : null
}
