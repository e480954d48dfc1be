import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ERRORS, type ErrorCode } from '../errors.ts'
import { newRequestId } from '../http/request-id.ts'

type ClientError = Error & { readonly code?: string }

/** Errors of Node's parser that have a status of their own; any other means a request that cannot be read. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}
const CODES: Readonly<Record<number, ErrorCode>> = {
  413: 'too-large',
  431: 'headers-too-large',
  500: 'internal',
}

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
  // What a client expects other than `100-continue` is unknown; Node alone would answer without an id.
  server.on('checkExpectation', (_req: IncomingMessage, res: ServerResponse) => {
    const { headers, body } = problem(417)
    res.writeHead(417, { ...headers, connection: 'close' }).end(body)
  })
}

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/**
 * Refuses a request with more than one `Host`, which Node's parser lets pass: a proxy in front of us may have routed
 * by a different one than we would. A request without any is refused too, except in HTTP/1.0, which balancers use for
 * health checks.
 */
export function refuseUnlessOneHost(next: Handler): Handler {
  return (req, res) => {
    const count = hosts(req.rawHeaders)
    if (count === 1 || (count === 0 && req.httpVersion === '1.0')) return next(req, res)
    const { headers, body } = problem(400)
    res.writeHead(400, { ...headers, connection: 'close' })
    res.end(body)
  }
}

/** For requests that cannot be handed to the framework, such as one for `*`. */
export function brokenRequest(status: 400 | 500): Response {
  const { headers, body } = problem(status)
  return new Response(body, { status, headers })
}

/** @param raw names and values alternating. */
function hosts(raw: readonly string[]): number {
  let count = 0
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count
}

function answer(status: number): string {
  const { headers, body } = problem(status)
  return [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
    ...Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n')
}

function problem(status: number): {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
} {
  const code = CODES[status] ?? 'invalid-request'
  const title = status === 408 ? 'The request did not end in time' : ERRORS[code][1]
  const requestId = newRequestId()
  const body = JSON.stringify({
    type: `urn:postbag:problem:${code}`,
    title,
    status,
    detail: title,
    requestId,
  })
  const headers = {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-request-id': requestId,
  }
  return { headers, body }
}

const REASONS: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
}
