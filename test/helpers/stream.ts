import { get, type IncomingMessage } from 'node:http'
import { afterEach, expect, vi } from 'vitest'
import type { Service } from './service.ts'

export type Heard = { readonly event: string; readonly id: string | undefined; readonly data: unknown }

/** An open event stream and what it has brought so far. */
export async function aStream(url: string, headers: Record<string, string> = {}) {
  const heard: Heard[] = []
  let text = ''
  let isOver = false
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).on('error', reject)
  })
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2)
      const event = field('event') ?? ['retry', 'id'].find((name) => field(name) !== undefined) ?? 'comment'
      heard.push({ event, id: field('id'), data: JSON.parse(field('data') ?? field('retry') ?? 'null') })
    }
  })
  response.on('end', () => {
    isOver = true
  })
  response.on('error', () => {})
  return {
    heard,
    response,
    isOver: () => isOver,
    of: (event: string) => heard.filter((one) => one.event === event),
  }
}

/** Opens streams of articles; after each test they are closed, and the service has let go of them. */
export function articleStreams(service: () => Service) {
  const open: IncomingMessage[] = []
  afterEach(async () => {
    for (const response of open.splice(0)) response.destroy()
    await vi.waitFor(() => expect(service().reading.events.size()).toBe(0), { timeout: 10_000, interval: 5 })
  })
  return async ({ url }: { readonly url: string }, article: string, headers: Record<string, string> = {}) => {
    const stream = await aStream(`${url}/v1/sites/news/articles/${article}/events`, headers)
    open.push(stream.response)
    return stream
  }
}
