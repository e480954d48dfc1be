import { html } from 'hono/html'

/** The part of an OpenAPI document that is read here; the document is our own, made by the router. */
type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>
type Parameter = {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema?: Schema
  readonly description?: string
}
type OperationSpec = {
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Content }
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>
}

export type Operation = {
  readonly method: string
  readonly path: string
  readonly subject: string
  readonly spec: OperationSpec
  readonly resolve: (schema: Schema) => Schema
}

type Subject = { readonly id: string; readonly title: string; readonly what: string }

/** In the order of the page. */
export const SUBJECTS: readonly Subject[] = [
  {
    id: 'reading',
    title: 'Reading threads',
    what: 'Public and cacheable: strong ETags, no cookies, purged by article when something changes.',
  },
  {
    id: 'writing',
    title: 'Writing comments',
    what: 'Public, from pages of the site’s own origins. Authors hold a receipt instead of an account.',
  },
  {
    id: 'review',
    title: 'Review',
    what: 'For moderators: a token as Authorization: Bearer, or the session of the console.',
  },
  { id: 'admin', title: 'Administration', what: 'For tokens of the role admin.' },
  { id: 'ops', title: 'Operating', what: 'For balancers, orchestrators and Prometheus.' },
]

export function listOperations(document: {
  readonly paths?: unknown
  readonly components?: unknown
}): Operation[] {
  const paths = (document.paths ?? {}) as Readonly<Record<string, Readonly<Record<string, OperationSpec>>>>
  const { schemas = {} } = (document.components ?? {}) as {
    readonly schemas?: Readonly<Record<string, Schema>>
  }
  const resolve = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : (schemas[schema.$ref.replace(/^.*\//, '')] ?? {})
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, spec]) => ({
      method,
      path,
      subject: subjectOf(method, path),
      spec,
      resolve,
    })),
  )
}

function subjectOf(method: string, path: string): string {
  if (path.startsWith('/v1/review')) return 'review'
  if (path.startsWith('/v1/admin')) return 'admin'
  if (path === '/embed.js') return 'reading'
  if (path.startsWith('/v1/sites')) return method === 'get' ? 'reading' : 'writing'
  return 'ops'
}

/** One route, folded until somebody wants to know more. */
export function operationItem({ method, path, spec, resolve }: Operation) {
  const { summary = '', description, parameters = [], requestBody, responses = {} } = spec
  return html`<details class="operation"><summary><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code> <span class="what">${summary}</span></summary>
<div class="inside">
${description === undefined ? '' : html`<p>${description}</p>`}
${
  parameters.length === 0
    ? ''
    : fieldTable(
        'Parameters',
        parameters.map((one) => parameterRow(one, resolve)),
      )
}
${bodyTable(requestBody?.content, resolve)}
${fieldTable(
  'Answers',
  Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, { description: meaning = '', content = {} }]) => ({
      name: status,
      type: Object.keys(content).join(', '),
      what: meaning,
    })),
)}
</div></details>`
}

type FieldRow = { readonly name: string; readonly type: string; readonly what: string }

function parameterRow(
  { name, in: place, required, schema = {}, description }: Parameter,
  resolve: Operation['resolve'],
): FieldRow {
  const what = [required ? 'required' : '', description ?? schema.description ?? '']
    .filter(Boolean)
    .join('; ')
  return { name, type: `${place}, ${typeOf(resolve(schema))}`, what }
}

function bodyTable(content: Content | undefined, resolve: Operation['resolve']) {
  const [type, { schema }] = Object.entries(content ?? {})[0] ?? ['', {}]
  if (schema === undefined) return ''
  const { properties = {}, required = [] } = resolve(schema)
  const rows = Object.entries(properties).map(([name, property]) => {
    const field = resolve(property)
    return {
      name,
      type: typeOf(field),
      what: [required.includes(name) ? 'required' : '', field.description ?? ''].filter(Boolean).join('; '),
    }
  })
  return rows.length === 0 ? '' : fieldTable(`Body, ${Object.keys(content ?? {}).join(' or ') || type}`, rows)
}

function typeOf({ type, format, enum: values, default: byDefault, items }: Schema): string {
  const base =
    values !== undefined
      ? values.map((value) => JSON.stringify(value)).join(' | ')
      : [type].flat().filter(Boolean).join(' or ') || 'any'
  const ofItems = items === undefined ? '' : ` of ${typeOf(items)}`
  const parts = [
    `${base}${ofItems}`,
    format ?? '',
    byDefault === undefined ? '' : `default ${JSON.stringify(byDefault)}`,
  ]
  return parts.filter(Boolean).join(', ')
}

function fieldTable(caption: string, rows: readonly FieldRow[]) {
  return html`<table><caption>${caption}</caption><tbody>${rows.map(
    ({ name, type, what }) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${type}</td><td>${what}</td></tr>`,
  )}</tbody></table>`
}
