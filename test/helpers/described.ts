import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

type Schema = Readonly<Record<string, unknown>>
type Header = { readonly $ref?: string; readonly required?: boolean }
type Described = {
  readonly content?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, Header>>
}
type Answers = Readonly<Record<string, Described>>
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Answers }>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly headers: Readonly<Record<string, Header>>
  }
}
type Asked = { readonly method: string; readonly path: string }
type Get = (path: string) => Response | Promise<Response>

/** Headers that a client acts on. */
const TOLD =
  /^(etag|location|retry-after|ratelimit.*|www-authenticate|content-language|idempotency-replayed)$/

/** The description of the API, read once: every process has the same. */
let read: Promise<ReturnType<typeof describedBy>> | undefined

/**
 * Holds an answer against the description of the API: its status, its type, the headers that a client acts on,
 * and every member of its JSON. Statuses of
 * trouble that an operation does not name have to be like its `default`. What is not described is let through.
 * @throws {Error} that says what differs.
 */
export async function asDescribed(get: Get, asked: Asked, response: Response): Promise<Response> {
  read ??= Promise.resolve(get('/openapi.json'))
    .then((answer) => answer.json())
    .then((document) => describedBy(document as Document))
  const check = await read
  await check(asked, response)
  return response
}

function describedBy(document: Document) {
  const validatorOf = validators(document)
  const operations = Object.entries(document.paths)
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, { responses }]) => ({ path, method, responses })),
    )
    .map((operation) => ({ ...operation, pattern: patternOf(operation.path) }))
    // `/comments/search` before `/comments/{id}`.
    .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)

  return async (asked: Asked, response: Response): Promise<void> => {
    const method = asked.method === 'HEAD' ? 'get' : asked.method.toLowerCase()
    const { pathname } = new URL(asked.path, 'http://localhost')
    const operation = operations.find((one) => one.method === method && one.pattern.test(pathname))
    if (operation === undefined) return
    const { path, responses } = operation
    const { status, headers } = response
    const differs = (what: string) =>
      new Error(`${asked.method} ${path} answered ${status} otherwise than described: ${what}`)
    const named = String(status) in responses ? String(status) : 'default'
    if (named === 'default' && status < 400) throw differs('the status is not named')
    const [type = ''] = (headers.get('content-type') ?? '').split(';')
    if (type !== '' && !(type in (responses[named]?.content ?? {}))) throw differs(`${type} is not named`)
    const wrong = headersOtherThan(responses[named]?.headers ?? {}, response)
    if (wrong.length > 0) throw differs(`${wrong.join(', ')} missing or not named`)
    if (!type.endsWith('json') || response.bodyUsed) return
    const body = await unpackedBody(response.clone())
    const valid = body === '' ? undefined : validatorOf([path, method, 'responses', named, 'content', type])
    if (valid === undefined || valid(JSON.parse(body))) return
    const found = (valid.errors ?? []).slice(0, 10).map(({ instancePath, message, params }) => {
      return `${instancePath} ${message} ${JSON.stringify(params)}`
    })
    throw differs(`\n${found.join('\n')}\nin ${body.slice(0, 2_000)}`)
  }

  function headersOtherThan(described: NonNullable<Described['headers']>, { headers }: Response): string[] {
    const named = Object.entries(described).map(([name, { $ref, ...header }]) => {
      return [name.toLowerCase(), $ref === undefined ? header : document.components.headers[name]] as const
    })
    const known = new Map(named)
    return [
      ...named.filter(([name, header]) => header?.required && !headers.has(name)).map(([name]) => name),
      ...[...headers.keys()].filter((name) => TOLD.test(name) && !known.has(name)),
    ]
  }
}

/** Each is compiled when it is needed first. */
function validators(document: Document) {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true })
  formats.default(ajv)
  // Of the notations that RFC 3339 has, answers use the one of UTC.
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
  ajv.addSchema(closed(document, document) as Schema, 'api')
  return (way: readonly string[]) => {
    const names = ['paths', ...way, 'schema'].map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1'))
    return ajv.getSchema(`api#/${names.map(encodeURIComponent).join('/')}`)
  }
}

async function unpackedBody(response: Response): Promise<string> {
  const bytes = Buffer.from(await response.arrayBuffer())
  const unpack = { gzip: gunzipSync, br: brotliDecompressSync }[
    response.headers.get('content-encoding') ?? ''
  ]
  return (unpack?.(bytes) ?? bytes).toString()
}

function patternOf(path: string): RegExp {
  const literal = path.split(/\{\w+\}/).map((part) => RegExp.escape(part))
  return new RegExp(`^${literal.join('[^/]+')}$`)
}

/** The same description, except that no object may have members which it does not name. */
function closed(document: Document, node: unknown): unknown {
  if (Array.isArray(node)) return node.map((one) => closed(document, one))
  if (typeof node !== 'object' || node === null) return node
  const whole = Object.entries(together(document, node as Schema))
  const copy = Object.fromEntries(whole.map(([name, part]) => [name, closed(document, part)]))
  const isOpen = [copy['type']].flat().includes('object') && !('additionalProperties' in copy)
  return isOpen && 'properties' in copy ? { ...copy, additionalProperties: false } : copy
}

/** A schema that adds to others (`allOf`), as one. */
function together(document: Document, { allOf, ...schema }: Schema): Schema {
  if (!Array.isArray(allOf)) return schema
  const parts = (allOf as readonly Schema[]).map((part) => {
    const name = String(part['$ref']).replace(/^.*\//, '')
    return together(document, document.components.schemas[name] ?? part)
  })
  const all = [...parts, schema]
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map((part) => part['properties'])),
    required: all.flatMap((part) => part['required'] ?? []),
  }
}
