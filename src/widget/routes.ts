import { fileURLToPath } from 'node:url'
import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { AppError } from '../errors.ts'
import { UNCHANGED } from '../http/answers.ts'
import { type BuiltFiles, readBuiltFiles } from '../http/built-files.ts'
import { type AppEnv, router } from '../http/env.ts'

const BUILT = fileURLToPath(new URL('../../dist/widget', import.meta.url))

const embed = createRoute({
  method: 'get',
  path: '/embed.js',
  summary: 'The widget, for pages of any origin',
  responses: { 200: { description: 'The script', content: { 'text/javascript': {} } }, ...UNCHANGED },
})

/** `/embed.js` and the parts that it loads when they are needed, for pages of any origin. */
export function widgetRoutes() {
  let built: BuiltFiles | undefined
  const files = () => {
    built ??= readBuiltFiles(BUILT)
    if (built.names.length === 0)
      throw new AppError('unavailable', 'The widget is not built: run npm run build.')
    return built
  }
  const routes = router()
  routes.openAPIRegistry.registerPath(embed)
  return (
    routes
      .get('/embed.js', (c) => serve(c, files(), 'embed.js'))
      .get('/embed/:name', (c) => serve(c, files(), `embed/${c.req.param('name')}`))
      // Another address for the same part: a browser retries a module that failed to load only under a new address.
      .get('/embed/:attempt{[0-9]+}/:name', (c) => serve(c, files(), `embed/${c.req.param('name')}`))
  )
}

function serve(c: Context<AppEnv>, files: BuiltFiles, name: string): Response {
  c.header('access-control-allow-origin', '*')
  c.header('cross-origin-resource-policy', 'cross-origin')
  const file = files.find(name, c.req.header('accept-encoding') ?? '')
  if (file === undefined) return ofAnotherVersion(c, files, name)
  for (const [header, value] of Object.entries(file.headers)) c.header(header, value)
  c.header('etag', file.etag)
  const known = c.req.header('if-none-match')?.trim()
  if (known === '*' || known?.includes(file.etag)) {
    c.header('content-type', undefined)
    return c.body(null, 304)
  }
  return c.body(file.body)
}

/** It imports what it shares with `main` from that very file. */
const BESIDE_MAIN = /^(later|returned)-$/

/**
 * After an update, and while one is under way, pages ask for parts of another version. Most can be answered with the
 * present version's part. Only code that works closely with a part of that other version has to start again, and is
 * told so.
 */
function ofAnotherVersion(c: Context<AppEnv>, { names }: BuiltFiles, name: string): Response {
  const part = /^embed\/([a-z-]+-)[\dA-F]{8}\.js$/.exec(name)?.[1]
  const ours = part && names.find((known) => known.replace(/[\dA-F]{8}\.js$/, '') === `embed/${part}`)
  if (!ours) throw new AppError('not-found')
  c.header('content-type', 'text/javascript; charset=utf-8')
  c.header('cache-control', 'no-store')
  return c.body(
    BESIDE_MAIN.test(part) ? "throw 'outdated'" : `export * from './${ours.slice('embed/'.length)}'`,
  )
}
