import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { CallFailed, call } from '../../src/http/call.ts'
import { boundedFetch } from '../../src/http/fetch.ts'
import { callTarget } from '../../src/http/outgoing.ts'

const open = new Set<Socket>()
let server: Server | undefined
afterEach(() => new Promise((resolve) => server?.close(resolve)))

/** A server that says this, byte for byte, to who has sent a request. */
async function saying(speak: (socket: Socket) => void): Promise<string> {
  server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => open.delete(socket))
    socket.once('data', () => speak(socket))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const WAYS = {
  'whom somebody else named': (url: string, timeoutMs: number) =>
    callTarget(
      { url: new URL(url), address: { address: '127.0.0.1', family: 4 } },
      { method: 'POST', headers: {}, body: '{}', timeoutMs, maxBytes: 16_384 },
    ),
  'whom the operator named': (url: string, timeoutMs: number) =>
    call(boundedFetch, { url, body: '{}', timeoutMs }),
}

/** Says the same for as long as it is listened to. */
const endless =
  (said: string, before = '') =>
  (socket: Socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(said.repeat(500)));
    }
    socket.write(before)
    socket.on('drain', more)
    more()
  }
const once = (said: string) => (socket: Socket) => void socket.write(said)
const packed = (encoding: string) =>
  `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: 100\r\n\r\nxx`

describe.each(Object.entries(WAYS))('an answer of one %s', (_, ask) => {
  it.each<[string, (socket: Socket) => void]>([
    [
      'in another protocol',
      once('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    ],
    ['that is on its way without end', endless('HTTP/1.1 102 Processing\r\n\r\n')],
    ['of headers without end', endless('A: b\r\n', 'HTTP/1.1 200 OK\r\n')],
    ['without end', endless('x', 'HTTP/1.1 200 OK\r\n\r\n')],
    ['packed without being asked to', once(packed('gzip'))],
    ['packed six times over', once(packed('gzip, gzip, gzip, gzip, gzip, gzip'))],
  ])('%s is none, at once, and its connection is closed', async (__, speak) => {
    const url = await saying(speak)
    const started = performance.now()
    const failed = await ask(url, 8_000).catch((error: unknown) => error)
    expect((failed as Error).constructor).toBe(CallFailed)
    expect(performance.now() - started).toBeLessThan(4_000)
    await expect.poll(() => open.size).toBe(0)
  })

  it('that never comes is given up at the limit', async () => {
    const url = await saying(() => {})
    await expect(ask(url, 100)).rejects.toThrow('no answer in time')
    await expect.poll(() => open.size).toBe(0)
  })
})

it('a call goes to the address that was checked, wherever the name leads by now', async () => {
  const url = new URL(await saying(once('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n')))
  url.hostname = 'rebind.invalid'
  const checked = { address: '127.0.0.1', family: 4 }
  const call = { method: 'POST', headers: {}, timeoutMs: 2_000, maxBytes: 100 }
  expect((await callTarget({ url, address: checked }, call)).status).toBe(204)
})

it('a call that is answered keeps status, headers and body', async () => {
  const url = await saying(
    once('HTTP/1.1 202 Accepted\r\nX-Said: yes\r\nConnection: close\r\nContent-Length: 4\r\n\r\ngood'),
  )
  const answer = await boundedFetch(url, { method: 'POST', body: new URLSearchParams({ a: 'b' }) })
  expect([answer.status, answer.headers.get('x-said')]).toEqual([202, 'yes'])
  expect(await answer.text()).toBe('good')
})
