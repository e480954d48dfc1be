import type { MiddlewareHandler } from 'hono'

/** What an answer that is no page needs to be harmless wherever a browser shows it. */
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

/** Nothing in an answer may run, load or be framed, unless its route has said what may: pages set their own. */
export const closedUnlessSaid: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(CLOSED)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
  if (c.res.headers.get('content-type') === 'application/json') {
    c.res.headers.set('content-type', 'application/json; charset=utf-8')
  }
}
