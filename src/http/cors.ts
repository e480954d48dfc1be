import type { Context } from 'hono'
import { AppError } from '../errors.ts'
import type { AppEnv } from './env.ts'

const EXPOSED = 'ETag, Retry-After, RateLimit, RateLimit-Policy, Location, X-Request-Id'

/**
 * Whether a page of this origin belongs to the site: exactly an origin that is listed, or any level below a listed
 * `https://*.news.example`. Browsers write origins in lower case without a default port.
 */
export function originAllowed(allowed: readonly string[], origin: string): boolean {
  return allowed.some((entry) => {
    const [scheme, domain] = entry.split('://*.')
    if (domain === undefined) return entry === origin
    const prefix = `${scheme}://`
    if (!origin.startsWith(prefix) || !origin.endsWith(`.${domain}`)) return false
    const labels = origin.slice(prefix.length, -domain.length - 1)
    return labels.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(label))
  })
}

/** The headers of an answer to a page of an allowed origin. */
export function originHeaders(origin: string): Readonly<Record<string, string>> {
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED }
}

/** Adds cross-origin headers to a public answer; the site lists the origins that are allowed. */
export function allowOrigin(c: Context<AppEnv>, allowed: readonly string[]): void {
  c.header('vary', 'Origin', { append: true })
  const origin = c.req.header('origin')
  if (origin === undefined || !originAllowed(allowed, origin)) return
  for (const [name, value] of Object.entries(originHeaders(origin))) c.header(name, value)
}

/** The answer to a preflight. */
export function preflight(c: Context<AppEnv>, allowed: readonly string[]): Response {
  allowOrigin(c, allowed)
  c.header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
  c.header('access-control-allow-headers', 'Content-Type, Idempotency-Key, Authorization, Last-Event-ID')
  c.header('access-control-max-age', '7200')
  return c.body(null, 204)
}

/**
 * Cross-origin rules hide answers but do not stop requests, so a write from a page that is neither ours nor the
 * site's is refused here. A request without `Origin` is no browser's cross-site request. `own` is our address, for
 * forms on our own pages.
 * @throws {AppError} `origin-refused`.
 */
export function refuseForeignOrigin(c: Context<AppEnv>, allowed: readonly string[], own?: string): void {
  const origin = c.req.header('origin')
  if (origin === undefined || origin === own || originAllowed(allowed, origin)) return
  if (c.req.header('sec-fetch-site') === 'same-origin') return
  throw new AppError('origin-refused', 'Only pages of the site’s listed origins may post here.')
}
