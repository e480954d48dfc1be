import { html } from 'hono/html'
import { fieldTable, prose, type Schema, shapeTable, typeOf } from './docs-shapes.ts'

/* The part of an OpenAPI document that is read here; the document is our own, made by the router. */

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
  readonly responses?: Readonly<Record<string, AnswerSpec>>
}
type AnswerSpec = {
  readonly description?: string
  readonly content?: Content
  readonly headers?: Readonly<Record<string, { readonly $ref?: string }>>
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
  const answers = Object.entries(responses).filter(([status]) => status !== 'default')
  return html`<details class="operation"><summary><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code> <span class="what">${summary}</span></summary>
<div class="inside">
${description === undefined ? '' : html`<p>${prose(description)}</p>`}
${
  parameters.length === 0
    ? ''
    : fieldTable(
        'Parameters',
        parameters.map((one) => parameterRow(one, resolve)),
      )
}
${bodyTable(requestBody?.content, resolve)}
${fieldTable('Answers', answers.map(answerRow))}
${answers.map(([status, { content }]) => shapeTable(`Members of ${status}`, schemaOf(content)))}
</div></details>`
}

function answerRow([status, { description = '', content = {}, headers = {} }]: readonly [
  string,
  AnswerSpec,
]) {
  const own = Object.entries(headers).filter(([, { $ref }]) => $ref === undefined)
  const schema = schemaOf(content)
  const brought = own.map(([name]) => name).join(', ')
  return {
    name: status,
    type: Object.keys(content).join(', '),
    what: html`${prose(description)}${schema?.properties || schema === undefined ? '' : html`: ${typeOf(schema)}`}${brought && html`; with <code>${brought}</code>`}`,
  }
}

/** Of what is answered as JSON, but for problems like all others. */
function schemaOf(content: Content = {}): Schema | undefined {
  const { schema } = content['application/json'] ?? content['application/problem+json'] ?? {}
  return schema?.$ref?.endsWith('/Problem') ? undefined : schema
}

function parameterRow(
  { name, in: place, required, schema = {}, description }: Parameter,
  resolve: Operation['resolve'],
) {
  const what = [required ? 'required' : '', description ?? schema.description ?? '']
    .filter(Boolean)
    .join('; ')
  return { name, type: html`${place}, ${typeOf(resolve(schema))}`, what }
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
