import type { Context } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type AppEnv, router } from '../http/env.ts'
import { type Session, sealSession } from '../http/session.ts'
import { keepSessionCookie } from '../http/session-cookie.ts'
import { consoleFiles } from './files.ts'
import { oidcRoutes } from './oidc-routes.ts'
import { consolePage, ICON, PAGE_HEADERS } from './page.ts'
import { sessionRoutes } from './session-routes.ts'

/** The moderators' desk: its page, its files and its sessions. All it does goes through the review API. */
export function consoleRoutes(deps: Deps) {
  const files = consoleFiles()
  const keep = (c: Context<AppEnv>, session: Session) =>
    keepSessionCookie(c, deps.config, sealSession(deps.secret, session))

  const routes = router()
  routes.use(secureHeaders(PAGE_HEADERS))
  routes.get('/icon.svg', (c) => {
    c.header('cache-control', 'public, max-age=86400')
    return c.body(ICON, 200, { 'content-type': 'image/svg+xml' })
  })
  routes.get('/assets/:name', (c) => {
    const file = files().find(c.req.param('name'), c.req.header('accept-encoding') ?? '')
    if (file === undefined) throw new AppError('not-found')
    for (const [name, value] of Object.entries(file.headers)) c.header(name, value)
    return c.body(file.body)
  })
  routes.route('/', sessionRoutes(deps, keep))
  routes.route('/', oidcRoutes(deps, keep))
  for (const path of ['/', '/:page', '/:page/:subject']) {
    routes.get(path, (c) => {
      c.header('cache-control', 'no-store')
      return c.html(consolePage(files()))
    })
  }
  return routes
}
