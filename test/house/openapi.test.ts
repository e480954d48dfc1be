import { afterAll, beforeAll, expect, it } from 'vitest'
import { aService, type Service } from '../helpers/service.ts'

type Document = {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}
type Operation = {
  readonly operationId?: string
  readonly security?: unknown
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly requestBody?: unknown
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

let service: Service
let document: Document
beforeAll(async () => {
  service = await aService()
  document = (await (await service.call('GET', '/openapi.json')).json()) as Document
})
afterAll(() => service.close())

it('is a document of OpenAPI 3.1', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d+$/)
  expect(document.info.title).toBeTypeOf('string')
  expect(Object.keys(document.paths).length).toBeGreaterThan(20)
})

it('describes every parameter of a path, and an answer of every operation', () => {
  for (const [path, item] of Object.entries(document.paths)) {
    const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const [method, { parameters = [], responses }] of Object.entries(item)) {
      const given = parameters.filter((one) => one.in === 'path' && one.required).map(({ name }) => name)
      expect([method, path, given.toSorted()]).toEqual([method, path, wanted.toSorted()])
      expect(Object.keys(responses).length).toBeGreaterThan(0)
      for (const { description } of Object.values(responses)) expect(description).toBeTypeOf('string')
    }
  }
})

it('names every operation once, with the credential it needs and what else may go wrong', () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation) => ({ path, ...operation })),
  )
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { path, operationId, security, responses } of operations) {
    expect(operationId).toMatch(/^[a-z]+[A-Za-z]+$/)
    if (/^\/v1\/(review|admin)/.test(path)) expect([path, security]).toEqual([path, [{ bearer: [] }]])
    expect(responses).toHaveProperty(['default', 'content', 'application/problem+json'])
  }
})

it('says what every answer that brings something is made of', async () => {
  const bare = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { responses }]) =>
      Object.entries(responses)
        .filter(([status, answer]) => !['204', '303', '304'].includes(status) && !('content' in answer))
        .map(([status]) => `${method} ${path} ${status}`),
    ),
  )
  expect(bare).toEqual([])
  for (const path of ['/healthz', '/readyz', '/v1/sites/news/widget', '/v1/sites/news/captcha/challenge']) {
    const given = (await (await service.call('GET', path)).json()) as object
    const described = document.paths[path.replace('news', '{site}')]?.['get']?.responses['200']
    const properties = ['content', 'application/json', 'schema', 'properties']
    expect(described).toHaveProperty(
      properties,
      Object.fromEntries(Object.keys(given).map((name) => [name, expect.anything()])),
    )
  }
})

it.each([
  ['articles/{article}/comments', ['200', '401', '403', '409', '422', '429']],
  ['comments/{id}/reports', ['202', '404', '422', '429']],
])('tells of the page that the plain form of %s is answered with, whatever goes wrong', (path, statuses) => {
  const { requestBody, responses } = document.paths[`/v1/sites/{site}/${path}`]?.['post'] ?? {}
  expect(requestBody).toHaveProperty(['content', 'application/x-www-form-urlencoded', 'schema'])
  for (const status of statuses) expect(responses).toHaveProperty([status, 'content', 'text/html'])
})

it('leaves no answer undescribed: every object names its members or is a map', () => {
  const open: string[] = []
  const walk = (node: unknown, way: string) => {
    if (typeof node !== 'object' || node === null) return
    const { type, properties, additionalProperties, allOf } = node as Record<string, unknown>
    const isMap =
      typeof additionalProperties === 'object' && Object.keys(additionalProperties ?? {}).length > 0
    const isNamed = typeof properties === 'object' && Object.keys(properties ?? {}).length > 0
    if ([type].flat().includes('object') && allOf === undefined && !isMap && !isNamed) open.push(way)
    for (const [name, part] of Object.entries(node)) walk(part, `${way}/${name}`)
  }
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, { responses }] of Object.entries(item)) walk(responses, `${method} ${path}`)
  }
  walk(document.components.schemas, 'schemas')
  expect(open).toEqual([])
})

it('names the headers that make a retry safe, spare an answer, and say where and when to go on', () => {
  const submit = document.paths['/v1/sites/{site}/articles/{article}/comments']
  expect(submit?.['post']?.parameters).toContainEqual(
    expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: false }),
  )
  expect(submit?.['post']?.responses).toMatchObject({
    201: { headers: { Location: { required: true }, 'Idempotency-Replayed': {} } },
    429: { headers: { 'Retry-After': {}, RateLimit: {} } },
  })
  for (const item of Object.values(document.paths)) {
    for (const { parameters = [], responses } of Object.values(item)) {
      const asks = parameters.some(({ name, in: place }) => name === 'If-None-Match' && place === 'header')
      expect(asks).toBe('304' in responses)
      if (asks) expect(responses).toHaveProperty(['200', 'headers', 'ETag'])
      for (const answer of Object.values(responses))
        expect(answer).toHaveProperty(['headers', 'X-Request-Id'])
    }
  }
})

it('wants nothing to be null and something else at once', () => {
  expect(JSON.stringify(document)).not.toMatch(/"allOf":\[\{"\$ref":"[^"]+"\},\{"type":\["object","null"\]\}/)
})

it('promises of a listed version of a policy what the list brings', async () => {
  const answer = await service.call(
    'GET',
    '/v1/admin/sites/news/policy/versions',
    undefined,
    service.as(service.admin),
  )
  const { items } = (await answer.json()) as { items: object[] }
  const described = document.paths['/v1/admin/sites/{site}/policy/versions']?.['get']?.responses['200']
  expect(described).toHaveProperty(
    ['content', 'application/json', 'schema', 'properties', 'items', 'items', 'required'],
    expect.arrayContaining(Object.keys(items[0] ?? {})),
  )
  expect(JSON.stringify(described)).not.toContain('"policy"')
})

it('says of a policy all that may stand in it, with the defaults', () => {
  const policy = ['components', 'schemas', 'Policy', 'properties', 'captcha', 'properties', 'refuseBelow']
  expect(document).toHaveProperty(policy, { type: 'number', minimum: 0, maximum: 1, default: 0.1 })
  const put = document.paths['/v1/admin/sites/{site}/policy']?.['put']
  expect(JSON.stringify(put)).toContain('"$ref":"#/components/schemas/Policy"')
})

it('refers to nothing that it does not hold', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, way = '']) => way,
  )
  for (const way of new Set(references)) {
    const found = way
      .split('/')
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document)
    expect([way, found === undefined]).toEqual([way, false])
  }
})
