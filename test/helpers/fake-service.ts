import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Received = {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Another service on loopback over real HTTP: notes what it is sent and answers as it is told. */
export async function aFakeService(
  answer: (res: ServerResponse, received: Received) => void = (res) => res.end(),
) {
  const received: Received[] = []
  let respond = answer
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const one = { path: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks).toString() }
    received.push(one)
    respond(res, one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers(next: (res: ServerResponse, received: Received) => void): void {
      respond = next
    },
    close(): Promise<void> {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
