import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export type Spoiling = 'lost-request' | 'cut-answer' | 'half-answer'

/** A TCP proxy between the service and what it needs, which can be slow, fall silent, cut its connections, or refuse. */
export async function aProxy(target: { readonly host: string; readonly port: number }, at = '127.0.0.1') {
  const pairs = new Set<readonly [Socket, Socket]>()
  let silent: 'dropping' | 'holding' | undefined
  let refusing = false
  let delayMs = 0
  /** In the order in which they came, so that nothing overtakes them when all is well again. */
  const delayed = new Set<() => void>()
  let dropped = 0
  let held: (() => void)[] = []
  let onRequest: ((chunk: Buffer) => Spoiling | undefined) | undefined

  const later = (release: () => void) => {
    delayed.add(release)
    setTimeout(() => delayed.delete(release) && release(), delayMs)
  }
  const pass = (to: Socket, chunk: Buffer) => {
    if (silent === 'dropping') dropped += 1
    else if (silent === 'holding') held.push(() => to.writable && to.write(chunk))
    else if (delayMs > 0) later(() => to.writable && to.write(chunk))
    else to.write(chunk)
  }
  const server = createServer({ noDelay: true }, (inside) => {
    if (refusing) return inside.destroy()
    const outside = connect({ port: target.port, host: target.host, noDelay: true })
    const pair = [inside, outside] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    let spoiling: Spoiling | undefined
    inside.on('data', (chunk) => {
      spoiling ??= onRequest?.(chunk)
      if (spoiling === 'lost-request') return cutOne(pair)
      pass(outside, chunk)
    })
    outside.on('data', (chunk) => {
      if (spoiling === undefined) return pass(inside, chunk)
      if (spoiling === 'half-answer') inside.write(chunk.subarray(0, Math.floor(chunk.length / 2)))
      outside.destroy()
      setImmediate(() => inside.resetAndDestroy())
    })
    for (const socket of pair) socket.on('error', end).on('close', end)
  })
  await new Promise<void>((resolve) => server.listen(0, at, resolve))
  const cutOne = ([inside, outside]: readonly [Socket, Socket]) => {
    inside.resetAndDestroy()
    outside.resetAndDestroy()
  }
  const cut = () => {
    for (const pair of pairs) cutOne(pair)
  }
  return {
    port: (server.address() as AddressInfo).port,
    /** Passes everything on so much later, in each direction. */
    slow(ms: number) {
      delayMs = ms
    },
    /** Drops every byte of every connection, open ones and new ones, without closing any. */
    silence() {
      silent = 'dropping'
    },
    /** Holds every byte back until it is healed. */
    hold() {
      silent = 'holding'
    },
    /** Resets what is open. */
    cut,
    /** Resets what is open and closes whatever connects. */
    refuse() {
      refusing = true
      cut()
    },
    /** Cuts the connection at the first request that the test is true of: before it, at its answer, or amid that. */
    spoil(test: (request: string) => boolean, how: Spoiling): Promise<void> {
      return new Promise((resolve) => {
        onRequest = (chunk) => {
          if (!test(chunk.toString('latin1'))) return undefined
          onRequest = undefined
          resolve()
          return how
        }
      })
    },
    /** Pieces lost in silence so far. */
    dropped: () => dropped,
    /** Pieces held back at present. */
    held: () => held.length,
    /** Passes everything on again; what was lost stays lost, so its connections may wait for ever. */
    heal() {
      silent = undefined
      refusing = false
      delayMs = 0
      for (const release of [...delayed, ...held]) release()
      delayed.clear()
      held = []
    },
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type TcpProxy = Awaited<ReturnType<typeof aProxy>>
