import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { capConnections } from '../../src/ops/connections.ts'
import { until } from '../helpers/until.ts'

const sockets: Socket[] = []
const server = createServer((_, res) => res.end('here'))
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

it('over the share of one address is hung up on, until one of the others ends', async () => {
  let refused = 0
  capConnections(server, { bucketOf: () => '192.0.2.1', most: 2, onRefused: () => (refused += 1) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const answers = async (): Promise<boolean> => {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n')
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
