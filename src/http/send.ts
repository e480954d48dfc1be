import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Deps } from '../deps.ts'
import { CLOSED } from './closed.ts'
import { originAllowed, originHeaders } from './cors.ts'
import { bodyHeaders, encodingFor, type Finished, knownTag } from './finished.ts'
import type { Encoding } from './negotiate.ts'
import { noteRequest, requestIdOf } from './request-log.ts'

/*
 * Answers written straight to the socket, with everything the framework's middleware adds: closed headers,
 * cross-origin headers, the request's id, the log line and the metric. Whatever can be kept between requests is: an
 * answer from memory takes twenty microseconds in all.
 */

/** A request that is answered without the framework. */
type Exchange = {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** The route's pattern, for log and metrics. */
  readonly route: string
  /** The origins whose pages may read the answer. */
  readonly origins: readonly string[]
  /** By `performance.now()`. */
  readonly started: number
}

/** Sends a finished answer in the encoding asked for, or 304 if the caller has it. */
export function sendFinished(deps: Deps, exchange: Exchange, finished: Finished): void {
  const { req, res } = exchange
  const ifNoneMatch = req.headers['if-none-match']
  const unchanged = ifNoneMatch === undefined ? undefined : unchangedHead(finished, ifNoneMatch)
  if (unchanged !== undefined) {
    writeHead(deps, exchange, 304, unchanged)
    res.end()
    return
  }
  const encoding = encodingFor(finished, req.headers['accept-encoding'])
  writeHead(deps, exchange, 200, headOf(finished, encoding))
  if (req.method === 'HEAD') res.end()
  else res.end(finished.bodies[encoding])
}

/**
 * Writes the head: alternating names and values made by `headers`, of which the last value is the request's own id.
 */
export function writeHead(deps: Deps, exchange: Exchange, status: number, head: string[]): void {
  const { req, res, route, origins, started } = exchange
  // Node joins repeated headers of this name into one text.
  const requestId = requestIdOf(req.headers['x-request-id'] as string | undefined)
  // Nothing else runs between filling this in and writing it, so one array can serve all requests.
  head[head.length - 1] = requestId
  const origin = req.headers.origin
  res.writeHead(status, origin === undefined ? head : withOrigin(head, origins, origin))
  noteRequest(deps, { requestId, method: req.method ?? '', route, status, started })
}

/** A head of constant headers, with room for the request's id at its end. */
export function headers(constant: Readonly<Record<string, string>>): string[] {
  return [...Object.entries({ ...CLOSED, ...constant }).flat(), 'x-request-id', '']
}

function withOrigin(head: string[], origins: readonly string[], origin: string): string[] {
  return originAllowed(origins, origin) ? [...Object.entries(originHeaders(origin)).flat(), ...head] : head
}

/** The head for a caller who already has these bytes; most send back exactly the tag they were given. */
function unchangedHead(finished: Finished, ifNoneMatch: string): string[] | undefined {
  const made = ifNoneMatch.startsWith('"') ? finished.heads.get(ifNoneMatch) : undefined
  if (made !== undefined) return made
  const known = knownTag(finished.tag, ifNoneMatch)
  return known === undefined ? undefined : headOf(finished, known)
}

/** The head of an answer, made once for each encoding and for each tag that callers send back. */
function headOf(finished: Finished, variant: Encoding | string): string[] {
  const made = finished.heads.get(variant)
  if (made !== undefined) return made
  const own = variant.startsWith('"') ? { etag: variant } : bodyHeaders(finished, variant as Encoding)
  const head = headers({ ...finished.headers, ...own })
  finished.heads.set(variant, head)
  return head
}
