import { createHmac, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aReceiver } from '../helpers/receiver.ts'
import { aService, OPEN_LIMITS, type Service } from '../helpers/service.ts'

type Json = Readonly<Record<string, unknown>>

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = (key: KeyObject): JsonWebKey => key.export({ format: 'jwk' })
const SECRET = 'a secret that stands among the published keys, by mistake'
const PUBLISHED = {
  keys: [
    { ...jwk(publicKey), kid: 'good', alg: 'ES256', use: 'sig' },
    { kty: 'oct', kid: 'shared', k: Buffer.from(SECRET).toString('base64url') },
  ],
}

let keys: Awaited<ReturnType<typeof aReceiver>>
let service: Service
const now = new Date()
beforeAll(async () => {
  keys = await aReceiver((response) => response.end(JSON.stringify(PUBLISHED)))
  service = await aService({
    env: { PRIVATE_HOSTS: '127.0.0.1' },
    policy: {
      limits: OPEN_LIMITS,
      identity: {
        keys: 'jwks',
        jwksUrl: `${keys.url}/keys`,
        issuer: 'https://news.example',
        audience: 'comments',
      },
    },
    deps: { now: () => now },
  })
})
afterAll(() => Promise.all([service.close(), keys.close()]))

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const seconds = () => Math.floor(now.getTime() / 1_000)
const claims = (more: Json = {}): Json => ({
  iss: 'https://news.example',
  aud: 'comments',
  sub: 'reader-1',
  name: 'Ada Signed',
  exp: seconds() + 300,
  ...more,
})

/** A token of these parts, signed as ES256 with this key unless said otherwise. */
function aToken(
  head: Json = {},
  more: Json = {},
  seal: (signed: Buffer) => Buffer = bySigning(privateKey),
): string {
  const signed = `${part({ alg: 'ES256', kid: 'good', ...head })}.${part(claims(more))}`
  return `${signed}.${seal(Buffer.from(signed)).toString('base64url')}`
}
const bySigning = (key: KeyObject) => (signed: Buffer) =>
  sign('sha256', signed, { key, dsaEncoding: 'ieee-p1363' })
const byHmac = (key: string | Buffer) => (signed: Buffer) => createHmac('sha256', key).update(signed).digest()

const statusOf = async (token: string) =>
  (await service.submit({}, {}, { authorization: `Bearer ${token}` })).status

describe('a login that is made up', () => {
  const pem = publicKey.export({ format: 'pem', type: 'spki' })
  const own = bySigning(stranger.privateKey)
  const rows: [string, () => string][] = [
    ['unsigned', () => aToken({ alg: 'none' }, {}, () => Buffer.alloc(0))],
    ['unsigned in other letters', () => aToken({ alg: 'nOnE' }, {}, () => Buffer.alloc(0))],
    ['with the published key for a shared secret', () => aToken({ alg: 'HS256' }, {}, byHmac(pem))],
    [
      'with a shared secret among the published keys',
      () => aToken({ alg: 'HS256', kid: 'shared' }, {}, byHmac(SECRET)),
    ],
    ['that brings its own key', () => aToken({ kid: 'mine', jwk: jwk(stranger.publicKey) }, {}, own)],
    ['that says where its key is', () => aToken({ kid: 'mine', jku: 'http://127.0.0.1:9/keys' }, {}, own)],
    [
      'that brings a certificate',
      () => aToken({ kid: 'mine', x5u: 'http://127.0.0.1:9', x5c: [pem] }, {}, own),
    ],
    ['of a stranger under a good name', () => aToken({}, {}, own)],
    ['of a key that is a path', () => aToken({ kid: '../../../../dev/null' }, {}, byHmac(''))],
    ['of a key that is a query', () => aToken({ kid: "good' or '1'='1" }, {}, own)],
    ['signed with nothing but zeros', () => aToken({}, {}, () => Buffer.alloc(64))],
    ['signed in another form', () => aToken({}, {}, (signed) => sign('sha256', signed, privateKey))],
    ['that must be read in a way we do not know', () => aToken({ crit: ['hurry'], hurry: true })],
    ['whose words are not encoded', () => aToken({ crit: ['b64'], b64: false })],
    ['for another service', () => aToken({}, { aud: 'shop' })],
    ['for nobody', () => aToken({}, { aud: undefined })],
    ['of another issuer', () => aToken({}, { iss: 'https://news.example.evil.example' })],
    ['that holds for ever', () => aToken({}, { exp: undefined })],
    ['that ends in words', () => aToken({}, { exp: 'never' })],
    ['that is over', () => aToken({}, { exp: seconds() - 90 })],
    ['that does not hold yet', () => aToken({}, { nbf: seconds() + 90 })],
  ]
  it.each(rows)('%s is refused', async (_, token) => {
    expect(await statusOf(token())).toBe(401)
  })

  it('is no more than a good one with something changed', async () => {
    expect(await statusOf(aToken())).toBe(201)
    expect(await statusOf(aToken({}, { aud: ['shop', 'comments'] }))).toBe(201)
    expect(await statusOf(aToken({}, { exp: seconds() - 30, nbf: seconds() + 30 }))).toBe(201)
  })
})

it('made-up names of keys do not have the keys asked for again and again', async () => {
  await statusOf(aToken())
  const before = keys.received.length
  for (let n = 0; n < 30; n += 1) expect(await statusOf(aToken({ kid: `no-${n}` }))).toBe(401)
  expect(keys.received.length).toBeLessThanOrEqual(before + 1)
})
