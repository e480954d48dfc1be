import { readFileSync } from 'node:fs'
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { html } from 'hono/html'
import { type AppEnv, router } from '../http/env.ts'
import { describeApi } from './api-description.ts'
import { guide } from './docs-guide.ts'
import { listOperations, type Operation, operationItem, SUBJECTS } from './docs-operations.ts'
import { type Schema, shapeItem } from './docs-shapes.ts'

const STYLE = readFileSync(new URL('./docs.css', import.meta.url), 'utf8')

const DESCRIBED = [
  createRoute({
    method: 'get',
    path: '/openapi.json',
    summary: 'This description for machines: OpenAPI 3.1',
    responses: { 200: { description: 'The document', content: { 'application/json': {} } } },
  }),
  createRoute({
    method: 'get',
    path: '/docs',
    summary: 'This description for people',
    responses: { 200: { description: 'The page', content: { 'text/html': {} } } },
  }),
]

type Around = {
  /** Whether there is a demo to lead to. */
  readonly hasDemo: boolean
}

/** The API for people and for machines, both made from the routes themselves: no script, nothing from elsewhere. */
export function docsRoutes(app: OpenAPIHono<AppEnv>, around: Around) {
  // Made once: it takes as long as thousands of answers, anybody may ask for it, and it does not change while we run.
  let made: ReturnType<typeof describe> | undefined
  const described = () => {
    made ??= describe(app, around)
    return made
  }
  const routes = router()
  for (const path of DESCRIBED) routes.openAPIRegistry.registerPath(path)
  return routes
    .get('/openapi.json', (c) => {
      c.header('access-control-allow-origin', '*')
      return c.body(described().json, 200, { 'content-type': 'application/json' })
    })
    .get('/docs.css', (c) => {
      c.header('cache-control', 'public, max-age=3600')
      return c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' })
    })
    .get('/docs', (c) => {
      c.header(
        'content-security-policy',
        "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'",
      )
      c.header('cache-control', 'public, max-age=300')
      return c.html(described().page)
    })
}

function describe(app: OpenAPIHono<AppEnv>, around: Around) {
  const document = describeApi(app)
  return {
    json: JSON.stringify(document),
    page: docsPage(listOperations(document), shapesIn(document), around),
  }
}

type Shapes = Readonly<Record<string, Schema>>

function shapesIn({ components }: { readonly components?: unknown }): Shapes {
  return (components as { readonly schemas?: Shapes } | undefined)?.schemas ?? {}
}

function docsPage(operations: readonly Operation[], shapes: Shapes, { hasDemo }: Around) {
  const groups = SUBJECTS.map((subject) => ({
    ...subject,
    operations: operations.filter((one) => one.subject === subject.id),
  })).filter((group) => group.operations.length > 0)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<title>Postbag API</title>
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="description" content="The HTTP API of Postbag: threads, comments, review and administration." />
<meta name="color-scheme" content="light dark" />
<link rel="icon" href="data:," />
<link rel="stylesheet" href="/docs.css" />
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><p class="name">Postbag</p><p>The comment desk of a news site: its API.</p></header>
<div class="columns">
<nav aria-label="Contents"><ul>
<li><a href="#embedding">Embedding</a></li>
<li><a href="#rules">Rules for all</a></li>
${groups.map(({ id, title, operations: own }) => html`<li><a href="#${id}">${title}</a> <small>${own.length}</small></li>`)}
<li><a href="#shapes">Shapes</a> <small>${Object.keys(shapes).length}</small></li>
<li><a href="#webhooks">Webhooks</a></li>
<li><a href="#custom-check">Your own check</a></li>
<li><a href="/openapi.json">openapi.json</a></li>
${hasDemo ? html`<li><a href="/demo">Demo</a></li>` : ''}
</ul></nav>
<main id="main">
<h1>Postbag API</h1>
<p class="lead">JSON in and out, UTF-8, times in RFC 3339 (UTC), ids UUIDv7. The machine-readable form is <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${guide.embedding}
${guide.rules}
${groups.map(
  ({ id, title, what, operations: own }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
<p>${what}</p>
${own.map(operationItem)}</section>`,
)}
<section aria-labelledby="shapes"><h2 id="shapes">Shapes</h2>
<p>What several answers and bodies are made of.</p>
${Object.entries(shapes)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(shapeItem)}</section>
${guide.webhooks}
${guide.customCheck}
</main>
</div>
</body>
</html>`
}
