import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP proxy between the service and what it needs, which can fall silent, cut its connections, or refuse. */
export async function aProxy(target: { readonly host: string; readonly port: number }) {
  const pairs = new Set<readonly [Socket, Socket]>()
  let silent = false
  let refusing = false
  let dropped = 0
  const server = createServer((inside) => {
    if (refusing) return inside.destroy()
    const outside = connect(target.port, target.host)
    const pair = [inside, outside] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (chunk) => {
        if (silent) dropped += 1
        else to.write(chunk)
      })
      from.on('error', end).on('close', end)
    }
    pass(inside, outside)
    pass(outside, inside)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const [inside, outside] of pairs) {
      inside.resetAndDestroy()
      outside.resetAndDestroy()
    }
  }
  return {
    port: (server.address() as AddressInfo).port,
    /** Drops every byte of every connection, open ones and new ones, without closing any. */
    silence() {
      silent = true
    },
    /** Resets what is open. */
    cut,
    /** Resets what is open and closes whatever connects. */
    refuse() {
      refusing = true
      cut()
    },
    /** Pieces lost in silence so far. */
    dropped: () => dropped,
    /** Passes everything on again; what was lost stays lost, so its connections may wait for ever. */
    heal() {
      silent = false
      refusing = false
    },
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
