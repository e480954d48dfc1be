import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../http/env.ts'
import { HEADERS, withHeaders } from './api-headers.ts'

const INFO = {
  openapi: '3.1.0',
  info: {
    title: 'Postbag',
    version: '1',
    description: 'The comment desk of a news site. Errors are application/problem+json (RFC 9457).',
  },
} as const

const BEARER = {
  type: 'http',
  scheme: 'bearer',
  description: 'A token of the role that a route asks for.',
} as const

const IDENTITY = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: "The publisher's login, where a site takes it: signed as its policy says.",
} as const

const METRICS = {
  type: 'http',
  scheme: 'bearer',
  description: '`METRICS_TOKEN`, where it is set.',
} as const

/** Errors that every route may answer with, besides its own. */
const TROUBLE = {
  description: 'Any other trouble: what cannot be read, found or let through, or a service that is ill',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

const PAGE = 'text/html'

type Operation = {
  readonly responses: Readonly<Record<string, Answered>>
  readonly parameters?: readonly object[]
  readonly security?: unknown
}
type Answered = { readonly description?: string; readonly content?: object }
type Item = Readonly<Record<string, Operation>>

/** The document that the routes generate, completed with what client generators need for every operation. */
export function describeApi(app: OpenAPIHono<AppEnv>) {
  for (const [name, scheme] of Object.entries({ bearer: BEARER, identity: IDENTITY, metrics: METRICS })) {
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme)
  }
  for (const [name, header] of Object.entries(HEADERS)) {
    app.openAPIRegistry.registerComponent('headers', name, header)
  }
  const document = app.getOpenAPI31Document(INFO)
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(item as Item).map(([method, operation]) => [method, completed(method, path, operation)]),
    ),
  ])
  return { ...document, paths: Object.fromEntries(paths) as Readonly<Record<string, Item>> }
}

function completed(method: string, path: string, operation: Operation): Operation {
  const isClosed = /^\/v1\/(review|admin)\//.test(path)
  const whole = {
    operationId: nameOf(method, path),
    ...(isClosed && { security: [{ bearer: [] }] }),
    ...operation,
    responses: { ...operation.responses, default: troubleOf(operation) },
  }
  return withHeaders(whole, path.startsWith('/v1/sites/'))
}

/** Who gets a page is told of trouble by a page. */
function troubleOf({ responses }: Operation) {
  const isPage = Object.values(responses).some(({ content = {} }) => PAGE in content)
  return isPage ? { ...TROUBLE, content: { ...TROUBLE.content, [PAGE]: {} } } : TROUBLE
}

/** `get /v1/sites/{site}/counts` is `getSitesSiteCounts`. */
function nameOf(method: string, path: string): string {
  const words = path.replace(/^\/v1\//, '').match(/[a-z]+/gi) ?? []
  return [method, ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
}
