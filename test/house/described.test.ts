import { afterAll, beforeAll, expect, it } from 'vitest'
import { asDescribed } from '../helpers/described.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

const WIDGET = { method: 'GET', path: '/v1/sites/news/widget' }
const COUNTS = { method: 'GET', path: '/v1/sites/news/counts?article=a' }
const JSON_ANSWER = { 'content-type': 'application/json', 'x-request-id': 'of this test' }

function check(
  asked: { readonly method: string; readonly path: string },
  body: unknown,
  { status = 200, headers = JSON_ANSWER as Record<string, string> } = {},
) {
  const text = body === null ? null : JSON.stringify(body)
  return asDescribed((path) => service.app.request(path), asked, new Response(text, { status, headers }))
}

it('an answer like its description is handed on, unread', async () => {
  const answer = await check(COUNTS, { counts: { a: 0 } })
  expect(await answer.json()).toEqual({ counts: { a: 0 } })
  await check({ method: 'GET', path: '/nowhere' }, { anything: true })
})

it.each([
  ['a member that is not named', COUNTS, { counts: {}, more: 1 }, {}],
  ['a member of another type', COUNTS, { counts: { a: 'none' } }, {}],
  ['a member that is missing', WIDGET, {}, {}],
  ['a status that is not named', COUNTS, null, { status: 201 }],
  ['a type that is not named', COUNTS, 'a', { headers: { ...JSON_ANSWER, 'content-type': 'text/plain' } }],
  ['trouble that is no problem document', COUNTS, { error: 'no' }, { status: 418 }],
  ['a header that is not named', WIDGET, null, { headers: { 'x-request-id': 'a', location: '/' } }],
  ['a header that is missing', COUNTS, { counts: {} }, { headers: { 'content-type': 'application/json' } }],
])('an answer with %s fails the test that asked', async (_, asked, body, rest) => {
  await expect(check(asked, body, rest)).rejects.toThrow(/otherwise than described/)
})

it('a problem has the members of its operation’s own, and no others', async () => {
  const asked = { method: 'PUT', path: '/v1/admin/sites/news/policy' }
  const headers = { 'content-type': 'application/problem+json', 'x-request-id': 'a' }
  const problem = {
    type: 'urn:postbag:problem:conflict',
    title: 'a',
    status: 409,
    detail: 'a',
    requestId: 'a',
  }
  await check(asked, { ...problem, version: 2 }, { status: 409, headers })
  for (const other of [problem, { ...problem, version: 2, total: 3 }])
    await expect(check(asked, other, { status: 409, headers })).rejects.toThrow(/otherwise than described/)
})

it('a time in another zone than UTC is no time', async () => {
  const asked = { method: 'GET', path: '/v1/sites/news/picks' }
  const article = { key: 'a', title: null, url: null, section: null }
  const at = (pickedAt: string) =>
    check(asked, { days: 30, items: [{ pickedAt, article, comment: {} }], next: null })
  await expect(at('2026-01-01T00:00:00.000Z')).rejects.not.toThrow(/pickedAt must match/)
  await expect(at('2026-01-01T00:00:00.000+01:00')).rejects.toThrow(/pickedAt must match/)
})
