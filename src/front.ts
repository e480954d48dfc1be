import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Deps } from './deps.ts'
import { findCaller, trustedProxies } from './http/caller.ts'
import { CLOSED } from './http/closed.ts'
import { originAllowed, originHeaders } from './http/cors.ts'
import { EVENT_STREAM_HEADERS, socketSink } from './http/event-sink.ts'
import { bodyHeaders, type Finished, knownTag } from './http/finished.ts'
import { acceptedEncoding, acceptedType, ENCODINGS, type Encoding } from './http/negotiate.ts'
import { noteRequest, requestIdOf } from './http/request-log.ts'
import { htmlForm } from './plain/forms.ts'
import type { Site } from './sites/queries.ts'
import type { Ask } from './threads/ask.ts'
import { THREAD_FORMS } from './threads/forms.ts'
import { parseTarget, type Target } from './threads/parse.ts'
import type { Reading } from './threads/reading.ts'

/*
 * Threads, replies, counts and event streams answered before the framework, out of the same memory and with the same headers,
 * log lines and metrics as its routes. Whatever is not plainly one of these, or goes wrong, is the framework's.
 */

type Handler = (req: IncomingMessage, res: ServerResponse) => void

const REMEMBERED = 4_000
const REMEMBERED_LENGTH = 400

export function createFront(deps: Deps, { sites, pages, events, met }: Reading, framework: Handler): Handler {
  const trusted = trustedProxies(deps.config.TRUSTED_PROXIES)
  const targets = remembering(parseTarget)
  const encodings = remembering((accept) => acceptedEncoding(accept, ENCODINGS))
  const mediaTypes = remembering((accept) => acceptedType(accept, MEDIA_TYPES))

  const inForm = (ask: Ask, accept: string | undefined): Ask | undefined => {
    if (accept === undefined || (ask.kind !== 'thread' && ask.kind !== 'replies')) return ask
    const mediaType = mediaTypes(accept)
    // Replies come as a page too, made by the framework.
    if (ask.kind === 'replies') return mediaType === htmlForm.mediaType ? undefined : ask
    if (mediaType === ask.form.mediaType) return ask
    const form = THREAD_FORMS.find((offered) => offered.mediaType === mediaType)
    return form && { ...ask, form }
  }

  const send = (req: IncomingMessage, res: ServerResponse, { finished, ...about }: Answer) => {
    const { 'if-none-match': ifNoneMatch, 'accept-encoding': accept } = req.headers
    const known = ifNoneMatch === undefined ? undefined : knownTag(finished.tag, ifNoneMatch)
    const encoding = finished.bodies.br === undefined || accept === undefined ? 'identity' : encodings(accept)
    const status = known === undefined ? 200 : 304
    writeHead(deps, { req, res, ...about }, status, headersOf(finished, known ?? encoding))
    res.end(known === undefined && req.method === 'GET' ? finished.bodies[encoding] : undefined)
  }

  const stream = (
    req: IncomingMessage,
    res: ServerResponse,
    about: About & { readonly articleKey: string },
  ) => {
    writeHead(deps, { req, res, ...about }, 200, EVENT_HEADERS)
    const forwarded = req.headers['x-forwarded-for'] as string | undefined
    const { bucket } = findCaller(req.socket.remoteAddress ?? '', forwarded, trusted)
    const lastEventId = req.headers['last-event-id'] as string | undefined
    const { site, articleKey } = about
    res.once('close', events.watch({ site, articleKey, bucket, lastEventId }, socketSink(res)))
  }

  /** Waits for what memory lacks. Trouble of any kind is told by the framework. */
  const later = async (req: IncomingMessage, res: ServerResponse, target: Target, started: number) => {
    const site = await sites.find(target.slug).catch(() => undefined)
    if (site === undefined) return framework(req, res)
    const about = { site, route: target.route, started }
    if ('events' in target) return stream(req, res, { ...about, articleKey: target.events })
    const ask = inForm(target.ask, req.headers.accept)
    if (ask === undefined) return framework(req, res)
    try {
      send(req, res, { ...about, finished: await pages.answer(site, ask) })
    } catch (error) {
      met.set(req, error)
      framework(req, res)
    }
  }

  return (req, res) => {
    const target = isPlainRead(req) ? targets(req.url ?? '') : undefined
    if (target === undefined || ('events' in target && req.method !== 'GET')) return framework(req, res)
    const started = performance.now()
    const site = sites.peek(target.slug)
    const ask = 'ask' in target ? inForm(target.ask, req.headers.accept) : undefined
    const finished = site && ask && pages.peek(site, ask)
    if (!site || !finished) return void later(req, res, target, started)
    send(req, res, { finished, site, route: target.route, started })
  }
}

type About = { readonly site: Site; readonly route: string; readonly started: number }
type Answer = About & { readonly finished: Finished }

/** The head of an answer, and the line and the observation that every answer leaves. */
function writeHead(
  deps: Deps,
  { req, res, site, route, started }: About & { readonly req: IncomingMessage; readonly res: ServerResponse },
  status: number,
  constant: readonly string[],
): void {
  const requestId = requestIdOf(req.headers['x-request-id'] as string | undefined)
  const headers = [...constant, 'x-request-id', requestId]
  const { origin } = req.headers
  if (origin !== undefined && originAllowed(site.origins, origin)) {
    headers.push(...Object.entries(originHeaders(origin)).flat())
  }
  res.writeHead(status, headers)
  noteRequest(deps, { requestId, method: req.method ?? '', route, status, started })
}

const EVENT_HEADERS = Object.entries({ ...CLOSED, ...EVENT_STREAM_HEADERS }).flat()
const MEDIA_TYPES = THREAD_FORMS.map(({ mediaType }) => mediaType)

/** A read without a body. */
function isPlainRead({ method, headers }: IncomingMessage): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined
  )
}

const made = new WeakMap<Finished, Map<string, readonly string[]>>()

/** Names and values in turn, as `writeHead` takes them, made once for each encoding and each tag known. */
function headersOf(finished: Finished, variant: Encoding | string): readonly string[] {
  const variants = made.get(finished) ?? new Map<string, readonly string[]>()
  const headers = variants.get(variant) ?? makeHeaders(finished, variant)
  if (variants.size === 0) made.set(finished, variants)
  variants.set(variant, headers)
  return headers
}

function makeHeaders(finished: Finished, variant: Encoding | string): readonly string[] {
  const own = variant.startsWith('"') ? { etag: variant } : bodyHeaders(finished, variant as Encoding)
  return Object.entries({ ...CLOSED, ...finished.headers, ...own }).flat()
}

/** Remembers what short texts from outside were read as; past a number of them it starts anew. */
function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const value = read(text)
    if (value === undefined || text.length > REMEMBERED_LENGTH) return value
    if (known.size >= REMEMBERED) known.clear()
    known.set(text, value)
    return value
  }
}
