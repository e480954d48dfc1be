import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { Challenge } from 'altcha-lib/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aBody, aService, aSite, besides, type Service } from '../helpers/service.ts'

let service: Service
let now = new Date()
beforeAll(async () => {
  service = await aService({ env: { CAPTCHA: 'altcha' }, deps: { now: () => now } })
})
afterAll(() => service.close())

async function aProof(site = 'news'): Promise<string> {
  const response = await service.call('GET', `/v1/sites/${site}/captcha/challenge`)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const challenge = (await response.json()) as Challenge
  const solution = await solveChallenge({ challenge, deriveKey })
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64')
}

describe('a proof of work', () => {
  it('that is solved lets a comment through', async () => {
    const { status } = await service.submit({ captcha: await aProof() })
    expect(status).toBe(201)
  })

  it('buys one comment: used again it is refused, and the first comment’s retry is not', async () => {
    const captcha = await aProof()
    const body = aBody({ captcha })
    const first = await service.submit(body, {}, { 'idempotency-key': 'one' })
    expect(first.status).toBe(201)
    const again = await service.submit({ captcha })
    expect(again).toMatchObject({ status: 403, body: { title: 'Captcha verification failed!' } })
    const retry = await service.submit(body, {}, { 'idempotency-key': 'one' })
    expect(retry).toMatchObject({ status: 201, body: { comment: { id: first.body.comment.id } } })
  })

  it('buys one comment however many come at once', async () => {
    const captcha = await aProof()
    const answers = await Promise.all(Array.from({ length: 50 }, () => service.submit({ captcha })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(49).fill(403)])
  })

  it('is not refused to the retries that come together with the first', async () => {
    const body = aBody({ captcha: await aProof() })
    const send = (from: Pick<Service, 'submit'>) => from.submit(body, {}, { 'idempotency-key': 'together' })
    const second = await besides(service)
    const answers = await Promise.all(Array.from({ length: 10 }, () => [send(service), send(second)]).flat())
    await second.close()
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
    expect(new Set(answers.map((answer) => answer.body.comment.id)).size).toBe(1)
  })

  it('is good for its own site only', async () => {
    const other = await aSite(service.deps)
    const { status, body } = await service.submit({ captcha: await aProof(other.slug) })
    expect([status, body.type]).toEqual([403, 'urn:postbag:problem:captcha-failed'])
  })

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['a number', 5],
    ['an object', { token: 'x' }],
    ['longer than any', 'a'.repeat(10_000)],
    ['of what cannot be stored', 'a\u0000b'],
  ])('is refused like any bad one when it is %s, after the fields', async (_, captcha) => {
    const { status, body } = await service.submit({ captcha })
    expect([status, body.type]).toEqual([403, 'urn:postbag:problem:captcha-failed'])
    const { errors } = (await service.submit({ captcha, text: '' })).body
    expect(errors?.map(({ field }) => field)).toEqual(['text'])
  })

  it('is good for ten minutes', async () => {
    const [inTime, late] = [await aProof(), await aProof()]
    const made = now
    now = new Date(made.getTime() + 9.9 * 60_000)
    expect((await service.submit({ captcha: inTime })).status).toBe(201)
    now = new Date(made.getTime() + 10.1 * 60_000)
    const expired = await service.submit({ captcha: late })
    now = made
    expect(expired.status).toBe(403)
  })

  it.each<[string, (proof: ReturnType<typeof opened>) => unknown]>([
    [
      'a made-up key',
      (proof) => ({ ...proof, solution: { ...proof.solution, derivedKey: 'ab'.repeat(32) } }),
    ],
    [
      'another signature',
      (proof) => ({ ...proof, challenge: { ...proof.challenge, signature: 'ab'.repeat(32) } }),
    ],
    [
      'a later end',
      (proof) => ({
        ...proof,
        challenge: {
          ...proof.challenge,
          parameters: {
            ...proof.challenge.parameters,
            data: { ...proof.challenge.parameters.data, expiresAt: 4_000_000_000 },
          },
        },
      }),
    ],
    [
      'less effort',
      (proof) => ({
        ...proof,
        challenge: { ...proof.challenge, parameters: { ...proof.challenge.parameters, cost: 1 } },
      }),
    ],
    ['nothing in it', () => ({})],
    ['a list in its place', () => []],
  ])('with %s is refused', async (_, change) => {
    const captcha = Buffer.from(JSON.stringify(change(opened(await aProof())))).toString('base64')
    expect((await service.submit({ captcha })).status).toBe(403)
  })

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['no base64', '%%%'],
    ['very long', 'A'.repeat(8_000)],
  ])('that is %s is refused', async (_, captcha) => {
    expect((await service.submit({ captcha })).status).toBe(403)
  })

  it('is not asked for while fields are missing, so that it is not spent', async () => {
    const captcha = await aProof()
    expect((await service.submit({ captcha, name: '' })).status).toBe(422)
    expect((await service.submit({ captcha })).status).toBe(201)
  })
})

function opened(proof: string) {
  return JSON.parse(Buffer.from(proof, 'base64').toString()) as {
    challenge: { parameters: Record<string, unknown> & { data: object }; signature: string }
    solution: Record<string, unknown>
  }
}
