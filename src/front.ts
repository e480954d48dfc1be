import type { IncomingMessage, ServerResponse } from 'node:http'
import { answered, asRequest, inTime } from './db/in-time.ts'
import type { Deps } from './deps.ts'
import { findCaller, trustedProxies } from './http/caller.ts'
import { EVENT_STREAM_HEADERS, socketSink } from './http/event-sink.ts'
import type { Finished } from './http/finished.ts'
import { acceptedType } from './http/negotiate.ts'
import { remembering } from './http/remembering.ts'
import { headers, sendFinished, writeHead } from './http/send.ts'
import { htmlForm } from './plain/thread-forms.ts'
import type { Site } from './sites/queries.ts'
import type { Ask } from './threads/ask.ts'
import { THREAD_FORMS } from './threads/forms.ts'
import { parseTarget, type Target } from './threads/parse.ts'
import type { Reading } from './threads/reading.ts'

/*
 * Answers threads, replies, counts and event streams before the framework, from the same memory and with the same
 * headers, log lines and metrics as the framework's routes. Anything else, or anything that goes wrong, is left to
 * the framework.
 */

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/** A parsed request target, with the key of its answer in memory, for the site as it was when last asked. */
type Sought = { readonly target: Target; site: Site | undefined; key: string }

export function createFront(deps: Deps, reading: Reading, framework: Handler): Handler {
  const { sites, pages } = reading
  const trusted = trustedProxies(deps.config.TRUSTED_PROXIES)
  const targets = remembering((text): Sought | undefined => {
    const target = parseTarget(text)
    return target && { target, site: undefined, key: '' }
  })

  /** The answer in memory, if it can be sent without waiting. */
  const kept = (sought: Sought, site: Site, accept: string | undefined): Finished | undefined => {
    const { target } = sought
    if (!('ask' in target)) return undefined
    const ask = accept === undefined ? target.ask : inForm(target.ask, accept)
    if (ask !== target.ask) return ask && pages.peek(pages.keyOf(site, ask))
    if (sought.site !== site) {
      sought.key = pages.keyOf(site, ask)
      sought.site = site
    }
    return pages.peek(sought.key)
  }

  /** Waits for an answer that memory lacks. Trouble of any kind is left to the framework to report. */
  const later = async (req: IncomingMessage, res: ServerResponse, target: Target): Promise<void> => {
    const started = performance.now()
    const site = await inTime(() => sites.find(target.slug)).catch(() => undefined)
    if (site === undefined) return framework(req, res)
    const exchange = { req, res, route: target.route, origins: site.origins, started }
    if ('events' in target) {
      writeHead(deps, exchange, 200, EVENT_HEADERS)
      answered()
      return stream(reading, { req, res, site, articleKey: target.events, trusted })
    }
    const ask = inForm(target.ask, req.headers.accept)
    if (ask === undefined) return framework(req, res)
    try {
      sendFinished(deps, exchange, await pages.answer(site, ask))
    } catch (error) {
      reading.met.set(req, error)
      framework(req, res)
    }
  }

  return (req, res) => {
    const sought = isPlainRead(req) ? targets(req.url ?? '') : undefined
    if (sought === undefined) return framework(req, res)
    const { target } = sought
    if (req.method !== 'GET' && 'events' in target) return framework(req, res)
    const site = sites.peek(target.slug)
    const finished = site && kept(sought, site, req.headers.accept)
    if (!site || !finished) return void asRequest(() => later(req, res, target))
    const { origins } = site
    sendFinished(deps, { req, res, route: target.route, origins, started: performance.now() }, finished)
  }
}

const EVENT_HEADERS = headers(EVENT_STREAM_HEADERS)

type Streamed = {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly site: Site
  readonly articleKey: string
  readonly trusted: ReturnType<typeof trustedProxies>
}

function stream({ events }: Reading, { req, res, site, articleKey, trusted }: Streamed): void {
  // A reader who left while the site was looked up has closed it already, so no further `close` would end the watch.
  if (res.destroyed) return
  const forwarded = req.headers['x-forwarded-for'] as string | undefined
  const { bucket } = findCaller(req.socket.remoteAddress ?? '', forwarded, trusted)
  const lastEventId = req.headers['last-event-id'] as string | undefined
  res.once('close', events.watch({ site, articleKey, bucket, lastEventId }, socketSink(res)))
}

const MEDIA_TYPES = THREAD_FORMS.map(({ mediaType }) => mediaType)
const mediaTypes = remembering((accept) => acceptedType(accept, MEDIA_TYPES))

/** The request in the form that `Accept` asks for; undefined when there is no such form. */
function inForm(ask: Ask, accept: string | undefined): Ask | undefined {
  if (accept === undefined || (ask.kind !== 'thread' && ask.kind !== 'replies')) return ask
  const mediaType = mediaTypes(accept)
  // Replies as a page are the framework's.
  if (ask.kind === 'replies') return mediaType === htmlForm.mediaType ? undefined : ask
  if (mediaType === ask.form.mediaType) return ask
  const form = THREAD_FORMS.find((offered) => offered.mediaType === mediaType)
  return form && { ...ask, form }
}

const isPlainHost = remembering((host) => /^[\w.:[\]-]+$/.test(host))

/** Whether it is a read without a body, for a plausible host. */
function isPlainRead({ method, headers: given }: IncomingMessage): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    isPlainHost(given.host ?? '') &&
    given['content-length'] === undefined &&
    given['transfer-encoding'] === undefined
  )
}
