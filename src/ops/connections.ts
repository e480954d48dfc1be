import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** A browser opens a few; an office behind one address a few hundred. */
const MOST = 1_000

/** Event streams send something twice as often. */
export const STALLED_MS = 30_000

/**
 * Hangs up when no byte has moved for a while, in or out. Otherwise anybody could ask for a long answer, read none of
 * it, and hold the connection and its memory for as long as they like.
 */
export function endStalled(server: Server, afterMs: number = STALLED_MS): void {
  server.timeout = afterMs
}

type ConnectionCap = {
  /** Whom a connection counts for; null for one that is not counted. */
  readonly bucketOf: (socket: Socket) => string | null
  /** How many may be open at once from one bucket. */
  readonly most?: number
  readonly onRefused: () => void
}

/** Hangs up on callers with too many open connections, before anything of theirs is read. */
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
