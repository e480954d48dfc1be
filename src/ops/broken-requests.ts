import type { Server } from 'node:http'
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

/** Requests so broken that no handler sees them. Who has said nothing yet is told nothing. */
export function answerBrokenRequests(server: Server): void {
  server.on('clientError', (error: ClientError, socket) => {
    const isOpen = socket.writable && error.code !== 'ECONNRESET'
    if (!isOpen || (socket as Socket).bytesRead === 0) return void socket.destroy()
    const status = STATUSES[error.code ?? ''] ?? 400
    socket.end(answer(status))
  })
}

function answer(status: number): string {
  const code = CODES[status] ?? 'invalid-request'
  const title = status === 408 ? 'The request did not end in time' : ERRORS[code][1]
  const body = JSON.stringify({ type: `urn:postbag:problem:${code}`, title, status, detail: title })
  return [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}

const REASONS: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
}
