import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/*
 * The least that can be done: `node:http` that knows the target and sends finished bytes and headers, which it is
 * given as a file. A request that brings a tag gets 304.
 */

type Known = {
  readonly target: string
  readonly headers: readonly string[]
  readonly notModified: readonly string[]
  readonly body: string
}

const [file = ''] = process.argv.slice(2)
const answers = new Map(
  (JSON.parse(readFileSync(file, 'utf8')) as Known[]).map((known) => [
    known.target,
    { ...known, body: Buffer.from(known.body, 'base64') },
  ]),
)

const server = createServer((req, res) => {
  const known = answers.get(`${req.url} ${req.headers['accept-encoding'] ?? ''}`)
  if (known === undefined) {
    res.writeHead(404).end()
  } else if (req.headers['if-none-match'] !== undefined) {
    res.writeHead(304, known.notModified as string[]).end()
  } else {
    res.writeHead(200, known.headers as string[]).end(known.body)
  }
}).listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ event: 'service.listening', port })}\n`)
})
