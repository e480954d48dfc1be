import type { OpenAPIHono } from '@hono/zod-openapi'
import { html } from 'hono/html'
import type { AppEnv } from '../http/env.ts'

type Operation = { readonly summary?: string; readonly description?: string }

/** A page of every documented route, made from the OpenAPI document itself: no script, nothing from elsewhere. */
export function docsPage(app: OpenAPIHono<AppEnv>) {
  const document = app.getOpenAPI31Document(OPENAPI_INFO)
  const rows = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  )
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8" /><title>Postbag API</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" /></head>
    <body><main><h1>Postbag API</h1>
    <p>The machine-readable form is <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
    <table><thead><tr><th scope="col">Method</th><th scope="col">Path</th><th scope="col">What it does</th></tr></thead>
    <tbody>${rows.map(
      ({ path, method, operation }) =>
        html`<tr><td>${method.toUpperCase()}</td><td><code>${path}</code></td><td>${operation.summary ?? ''}</td></tr>`,
    )}</tbody></table></main></body></html>`
}

export const OPENAPI_INFO = {
  openapi: '3.1.0',
  info: {
    title: 'Postbag',
    version: '1',
    description: 'The comment desk of a news site. Errors are application/problem+json (RFC 9457).',
  },
} as const
