import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import type { Deps } from '../deps.ts'
import type { ErrorCode } from '../errors.ts'
import { writeInfo } from '../logger.ts'
import type { AppEnv } from './env.ts'
import { newRequestId } from './request-id.ts'

const CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx']
const SAFE_ID = /^[\w-]{8,100}$/
const PROBES = new Set(['/healthz', '/readyz', '/metrics'])

/** Gives every request an id and writes one line and one observation when it is answered. */
export function requestLog(deps: Deps) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const started = performance.now()
    const requestId = requestIdOf(c.req.header('x-request-id'))
    c.set('requestId', requestId)
    c.set('log', deps.log.child({ requestId }))
    await next()
    // Not with `c.header`, which would open the finished body and have it read as a stream.
    c.res.headers.set('x-request-id', requestId)
    const route = routeOf(matchedRoutes(c).map(({ path }) => path))
    const code = c.get('problem')
    noteRequest(deps, { requestId, method: c.req.method, route, status: c.res.status, code, started })
  })
}

/** The caller's id of a request where it is a safe one, else a new one. */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && SAFE_ID.test(given) ? given : newRequestId()
}

type Answered = {
  readonly requestId: string
  readonly method: string
  /** The pattern, never the path. */
  readonly route: string
  readonly status: number
  /** The code of an error answer. */
  readonly code?: ErrorCode | undefined
  /** By `performance.now()`. */
  readonly started: number
}

/** Writes the log line and the observation of an answered request. */
export function noteRequest(
  { log, metrics }: Pick<Deps, 'log' | 'metrics'>,
  { requestId, method, route, status, code, started }: Answered,
): void {
  const ms = performance.now() - started
  metrics.requests.observe(
    { method, route, status_class: CLASSES[Math.floor(status / 100)] ?? 'none' },
    ms / 1000,
  )
  const rounded = Math.round(ms * 10) / 10
  if (PROBES.has(route)) {
    log.debug({ requestId, method, route, status, ...(code && { code }), ms: rounded }, 'request')
    return
  }
  // The id fits `SAFE_ID`, a method is a token, route and code are our own: nothing here needs escaping.
  const shared = sharedMembers(method, route, status, code)
  writeInfo(log, `"requestId":"${requestId}${shared}${rounded},"event":"request"`)
}

let last = { method: '', route: '', status: 0, code: '', text: '' }

/** The members between id and time in a log line, which are usually the same as in the line before. */
function sharedMembers(method: string, route: string, status: number, code: ErrorCode | '' = ''): string {
  if (last.route !== route || last.status !== status || last.method !== method || last.code !== code) {
    const members = `","method":"${method}","route":"${route}","status":${status},${code && `"code":"${code}",`}"ms":`
    // Converted to bytes and back to get one flat string: V8 would keep the parts and join them again for each line.
    last = { method, route, status, code, text: Buffer.from(members).toString() }
  }
  return last.text
}

/** The most specific pattern that matched; a path that nobody serves is `none`, never its own text. */
function routeOf(patterns: readonly string[]): string {
  return patterns.findLast((pattern) => !pattern.endsWith('*')) ?? 'none'
}
