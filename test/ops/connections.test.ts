import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { capConnections, endStalled } from '../../src/ops/connections.ts'
import { createDrain } from '../../src/ops/drain.ts'
import { createReadiness } from '../../src/ops/readiness.ts'
import { until } from '../helpers/until.ts'

const sockets: Socket[] = []
let server: Server
beforeEach(() => {
  server = createServer((req, res) => {
    if (req.url === '/long') res.end('x'.repeat(20_000_000))
    else if (req.url === '/beats') beat(res)
    else res.end('here')
  })
})
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

function beat(res: ServerResponse): void {
  const beats = setInterval(() => res.write(': beat\n\n'), 50)
  res.once('close', () => clearInterval(beats))
}

function asking(path: string): Socket {
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.write(`GET ${path} HTTP/1.1\r\nhost: here\r\n\r\n`)
  sockets.push(socket)
  return socket
}

it('over the share of one address is hung up on, until one of the others ends', async () => {
  let refused = 0
  capConnections(server, { bucketOf: () => '192.0.2.1', most: 2, onRefused: () => (refused += 1) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const answers = async (): Promise<boolean> => {
    const socket = asking('/')
    // Who is hung up on before the request is read sees a reset as often as an end.
    return new Promise((resolve) => {
      socket.once('data', () => resolve(true)).once('close', () => resolve(false))
    })
  }
  expect([await answers(), await answers(), await answers()]).toEqual([true, true, false])
  expect(refused).toBe(1)
  sockets[0]?.destroy()
  await until(answers)
})

it('whose answer nobody takes is hung up on; one that beats, or is read to its end, is not', async () => {
  endStalled(server, 500)
  const open = new Map<string, ServerResponse>()
  server.prependListener('request', (req, res) => open.set(req.url ?? '', res))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const beating = asking('/beats')
  let beats = 0
  beating.on('data', () => (beats += 1))
  const stalled = asking('/long')
  await once(stalled, 'data')
  stalled.pause()
  await until(() => open.get('/long')?.destroyed)
  expect(open.get('/beats')?.destroyed).toBe(false)
  const before = beats
  await until(() => beats > before + 20)
  let size = 0
  asking('/long').on('data', (chunk: Buffer) => (size += chunk.length))
  await until(() => size > 20_000_000)
})

it('whose request lies unread when the service stops has its answer, and is told to close', async () => {
  const { handle, drain } = createDrain(createReadiness(), (_, res) => res.end('here'))
  server.removeAllListeners('request').on('request', handle)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = asking('/')
  await once(socket, 'data')
  const drained = drain(server, { noticeMs: 1, withinMs: 5_000, onNoticeOver: () => {} })
  socket.write('GET /again HTTP/1.1\r\nhost: here\r\n\r\n')
  // The notice is over before this process reads anything more.
  for (const overAt = performance.now() + 10; performance.now() < overAt; );
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 .*connection: close/is)
  await drained
})
