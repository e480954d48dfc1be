import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Readiness } from './readiness.ts'

type Handler = (req: IncomingMessage, res: ServerResponse) => void

type Drain = {
  /** Comes before everything else: while the service stops, each answer closes its connection. */
  readonly handle: Handler
  /**
   * Ends a server in order: it is not ready during the notice; then it takes no new connections, tells event streams
   * to come back, finishes what runs, and after `withinMs` cuts off whoever is left.
   */
  drain(server: Server, how: DrainOptions): Promise<void>
}

type DrainOptions = {
  readonly noticeMs: number
  readonly withinMs: number
  /** Called when the notice is over, to tell event streams' readers when to come back. */
  readonly onNoticeOver: () => void
}

/** Streams reconnect by themselves, spread over this time. */
const COME_BACK_WITHIN_MS = 3_000

export function createDrain(readiness: Readiness, next: Handler): Drain {
  const open = new Map<ServerResponse, IncomingMessage>()
  const endStreams = () => {
    for (const [res, req] of open) {
      if (!isEventStream(req)) continue
      const retryMs = 500 + Math.floor(Math.random() * COME_BACK_WITHIN_MS)
      // Nothing may be written after the end, so the stream's writer is told at once that its reader is gone.
      if (res.headersSent && !res.writableEnded) res.end(`retry: ${retryMs}\n\n`, () => res.destroy())
    }
  }
  return {
    handle(req, res) {
      if (readiness.draining) res.shouldKeepAlive = false
      next(req, res)
      // Most answers come from memory and are complete already.
      if (res.writableEnded) return
      open.set(res, req)
      res.once('close', () => open.delete(res))
    },
    async drain(server, { noticeMs, withinMs, onNoticeOver }) {
      readiness.draining = true
      for (const res of open.keys()) res.shouldKeepAlive = false
      const closed = new Promise<void>((resolve) => server.once('close', resolve))
      const cutOff = setTimeout(() => server.closeAllConnections(), withinMs)
      await new Promise((resolve) => setTimeout(resolve, noticeMs))
      await read()
      server.close()
      onNoticeOver()
      const sweep = setInterval(async () => {
        endStreams()
        await read()
        server.closeIdleConnections()
      }, 100)
      await closed
      clearInterval(sweep)
      clearTimeout(cutOff)
    },
  }
}

/** Resolves after data that has already arrived was read: an unread request does not mark its connection as busy. */
function read(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function isEventStream({ url = '', headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/event-stream') === true || /\/events(\?|$)/.test(url)
}
