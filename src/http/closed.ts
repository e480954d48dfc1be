import type { MiddlewareHandler } from 'hono'

/** Headers that make an answer harmless wherever a browser shows it, for everything that is not a page. */
export const CLOSED: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-permitted-cross-domain-policies': 'none',
}

/**
 * Adds the headers above to an answer, so that nothing in it may run, load or be framed. A page that has set its own
 * policy keeps it.
 */
export const closedUnlessSaid: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(CLOSED)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
  if (c.res.headers.get('content-type') === 'application/json') {
    c.res.headers.set('content-type', 'application/json; charset=utf-8')
  }
}
