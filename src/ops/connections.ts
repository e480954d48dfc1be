import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** A browser opens a few; an office behind one address some hundreds. */
const MOST = 1_000

/** Event streams say something twice as often. */
const STALLED_MS = 30_000

/**
 * Hangs up where no byte has moved for a while, in or out: whoever asks for a long answer and takes none of it would
 * otherwise hold its connection, and what the system keeps for it, for as long as they like.
 */
export function endStalled(server: Server, afterMs: number = STALLED_MS): void {
  server.timeout = afterMs
}

type ConnectionCap = {
  /** Who a connection counts for; null for one that is not counted. */
  readonly bucketOf: (socket: Socket) => string | null
  /** Open at once from one bucket. */
  readonly most?: number
  readonly onRefused: () => void
}

/** Hangs up on who has too many connections open already, before anything of theirs is read. */
export function capConnections(server: Server, { bucketOf, most = MOST, onRefused }: ConnectionCap): void {
  const open = new Map<string, number>()
  server.on('connection', (socket) => {
    const bucket = bucketOf(socket)
    if (bucket === null) return
    const before = open.get(bucket) ?? 0
    if (before >= most) {
      socket.destroy()
      return onRefused()
    }
    open.set(bucket, before + 1)
    socket.once('close', () => {
      const left = (open.get(bucket) ?? 1) - 1
      if (left === 0) open.delete(bucket)
      else open.set(bucket, left)
    })
  })
}
