import { randomUUID } from 'node:crypto'
import type { Listener, Sql } from './client.ts'
import { endClient, newClient } from './connect.ts'
import { withDeadline } from './deadline.ts'

const ANSWER_WITHIN_MS = 2_000
const CONNECT_AGAIN_MS = 200
const HEARTBEAT_MS = 2_000
const BEAT_WITHIN_MS = 1_000

/**
 * A listening client of its own. The driver reconnects by itself after a cut, but not while the database is away, and
 * it never notices a connection that merely went silent. So we send ourselves a message every two seconds, and make a
 * new client when it is not heard.
 */
export async function listen(url: string, channel: string, heard: Listener): Promise<() => Promise<void>> {
  const beatChannel = `${channel}_beat_${randomUUID().slice(0, 8)}`
  let closed = false
  let client: Sql | undefined
  let hearBeat = () => {}

  const open = async (): Promise<void> => {
    const used = newClient(url, { max: 1, timeoutMs: ANSWER_WITHIN_MS, name: 'postbag listen' })
    client = used
    try {
      await withDeadline(
        used
          .listen(beatChannel, () => hearBeat())
          .then(() => used.listen(channel, heard.onMessage, heard.onListening)),
        ANSWER_WITHIN_MS,
      )
    } catch (error) {
      void endClient(used, 0)
      throw error
    }
  }
  const beat = async (): Promise<void> => {
    const beaten = new Promise<void>((resolve) => {
      hearBeat = resolve
    })
    if (client === undefined) throw new Error('not connected')
    await withDeadline(Promise.all([client`select pg_notify(${beatChannel}, '')`, beaten]), BEAT_WITHIN_MS)
  }
  const keepAlive = async (): Promise<void> => {
    try {
      await beat()
    } catch {
      heard.onLost?.()
      if (client) void endClient(client, 0)
      client = undefined
      if (!closed) await open().catch(() => {})
    }
    if (!closed) timer = setTimeout(keepAlive, client ? HEARTBEAT_MS : CONNECT_AGAIN_MS).unref()
  }

  await open()
  let timer = setTimeout(keepAlive, HEARTBEAT_MS).unref()
  return async () => {
    closed = true
    clearTimeout(timer)
    if (client) await endClient(client, 1)
  }
}
