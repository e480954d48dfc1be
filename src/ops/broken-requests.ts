import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ERRORS, type ErrorCode } from '../errors.ts'

type ClientError = Error & { readonly code?: string }

/** What Node's parser gives up on; anything else is a request that cannot be read. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}
const CODES: Readonly<Record<number, ErrorCode>> = { 413: 'too-large', 431: 'headers-too-large' }

/**
 * Answers requests so broken that no handler sees them. A connection on which nothing was sent is closed without an
 * answer.
 */
export function answerBrokenRequests(server: Server): void {
  server.on('clientError', (error: ClientError, socket) => {
    const isOpen = socket.writable && error.code !== 'ECONNRESET'
    if (!isOpen || (socket as Socket).bytesRead === 0) return void socket.destroy()
    const status = STATUSES[error.code ?? ''] ?? 400
    socket.end(answer(status))
  })
}

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/**
 * Refuses a request with more than one `Host`, which Node's parser lets pass: a proxy in front of us may have gone by
 * another of them than we would.
 */
export function refuseTwoHosts(next: Handler): Handler {
  return (req, res) => {
    if (hosts(req.rawHeaders) < 2) return next(req, res)
    res.writeHead(400, { 'content-type': TYPE, 'cache-control': 'no-store', connection: 'close' })
    res.end(problem(400))
  }
}

/** @param raw names and values by turns. */
function hosts(raw: readonly string[]): number {
  let count = 0
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count
}

function answer(status: number): string {
  const body = problem(status)
  return [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
    `Content-Type: ${TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}

const TYPE = 'application/problem+json; charset=utf-8'

function problem(status: number): string {
  const code = CODES[status] ?? 'invalid-request'
  const title = status === 408 ? 'The request did not end in time' : ERRORS[code][1]
  return JSON.stringify({ type: `urn:postbag:problem:${code}`, title, status, detail: title })
}

const REASONS: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
}
