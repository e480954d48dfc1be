import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aReceiver } from '../helpers/receiver.ts'
import { aService, OPEN_LIMITS, type Service } from '../helpers/service.ts'

const KEY = 'the key of the publisher, 32 bytes or more'
const secretKey = Buffer.from(KEY)
const CLAIMS = { sub: 'reader-7', name: 'Ada Signed' }

let service: Service
beforeAll(async () => {
  service = await aService({
    env: { PRIVATE_HOSTS: '127.0.0.1' },
    policy: { limits: OPEN_LIMITS, identity: { keys: 'secret', issuer: 'https://news.example' } },
  })
  await giveSecret('news', KEY)
})
afterAll(() => service.close())

function giveSecret(site: string, value: string) {
  return service.call(
    'PUT',
    `/v1/admin/sites/${site}/secrets/identity-secret`,
    { value },
    service.as(service.admin),
  )
}

async function aSiteWith(slug: string, identity: object) {
  const body = {
    slug,
    name: slug,
    origins: ['https://news.example'],
    policy: { limits: OPEN_LIMITS, identity },
  }
  const answer = await service.call('POST', '/v1/admin/sites', body, service.as(service.admin))
  return { status: answer.status, body: (await answer.json()) as { errors?: { field: string }[] } }
}

function aToken(
  claims: JWTPayload = {},
  { expires = '5m', key = secretKey as Uint8Array | CryptoKey, alg = 'HS256' } = {},
) {
  return new SignJWT({ iss: 'https://news.example', ...CLAIMS, ...claims })
    .setProtectedHeader({ alg })
    .setExpirationTime(expires)
    .sign(key)
}

const as = (token: string) => ({ authorization: `Bearer ${token}` })

function sendForm(fields: Record<string, string>) {
  return service.app.request('/v1/sites/news/articles/form/comments', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  })
}

async function recordOf(id: string) {
  const answer = await service.call(
    'GET',
    `/v1/review/comments/${id}`,
    undefined,
    service.as(service.moderator),
  )
  return (await answer.json()) as { author: { approved: number } }
}

describe("a reader with the publisher's login", () => {
  it('writes under the name of the login, with what the publisher says of them', async () => {
    const token = await aToken({ badge: 'Subscriber', color: '#A1B2C3' })
    const { status, body } = await service.submit({ name: 'Somebody Else' }, {}, as(token))
    expect(status).toBe(201)
    const author = { name: 'Ada Signed', badge: 'Subscriber', color: '#a1b2c3', verified: true }
    expect(body.comment['author']).toEqual(author)
    const answer = await service.call('GET', `/v1/sites/news/comments/${body.comment.id}`)
    expect(((await answer.json()) as typeof body).comment['author']).toEqual(author)
    const thread = await service.call('GET', '/v1/sites/news/articles/bridge/comments')
    expect(await thread.text()).toContain('"verified":true')
    const path = '/v1/sites/news/articles/bridge/comments'
    const page = await service.call('GET', path, undefined, { accept: 'text/html' })
    expect(await page.text()).toContain(
      '<span class="postbag-badge">Subscriber <span role="img" aria-label="Verified name">✓</span></span>',
    )
  })

  it('needs no name of their own', async () => {
    const { status } = await service.submit({ name: '' }, {}, as(await aToken()))
    expect(status).toBe(201)
  })

  it('may have a name like one of the staff, and edit under it', async () => {
    const { status, body } = await service.submit({}, {}, as(await aToken({ name: 'Newsroom Editor' })))
    expect(status).toBe(201)
    const path = `/v1/sites/news/comments/${body.comment.id}`
    const receipt = { authorization: `Receipt ${body.receipt}` }
    const answer = await service.call('PATCH', path, { text: 'Said in other words.' }, receipt)
    expect(answer.status).toBe(200)
  })

  it('has one record wherever they write from, which nobody gains by typing the name', async () => {
    const token = await aToken({ sub: 'reader-8', name: 'Grace Record' })
    await service.submit({}, {}, as(token))
    const second = await service.submit({}, {}, as(token))
    const typed = await service.submit({ name: 'Grace Record' })
    expect((await recordOf(second.body.comment.id)).author.approved).toBe(2)
    expect((await recordOf(typed.body.comment.id)).author.approved).toBe(1)
    expect(typed.body.comment['author']).toEqual({ name: 'Grace Record' })
  })

  it('can be banned by the login, and nobody else with it', async () => {
    const token = await aToken({ sub: 'reader-9' })
    const { body } = await service.submit({}, {}, as(token))
    const ban = await service.call(
      'POST',
      '/v1/review/bans',
      { site: 'news', kind: 'author', commentId: body.comment.id },
      service.as(service.moderator),
    )
    expect(ban.status).toBe(201)
    expect((await service.submit({}, {}, as(token))).body.type).toBe('urn:postbag:problem:banned')
    expect((await service.submit({}, {}, as(await aToken()))).status).toBe(201)
    expect((await service.submit()).status).toBe(201)
  })

  it('likes once, whatever network they come from', async () => {
    const { body } = await service.submit()
    const path = `/v1/sites/news/comments/${body.comment.id}/like`
    await service.call('PUT', path, undefined, as(await aToken()))
    await service.call('PUT', path, undefined, as(await aToken()))
    const answer = await service.call('PUT', path)
    expect(await answer.json()).toEqual({ likes: 2, liked: true })
  })

  it('may send the login as a field of the plain form', async () => {
    const response = await sendForm({ text: 'From the plain form, signed.', identity: await aToken() })
    expect(response.status).toBe(200)
    const thread = await (await service.call('GET', '/v1/sites/news/articles/form/comments')).text()
    expect(thread).toContain('Ada Signed')
  })

  it('keeps the words of the plain form when the login has expired meanwhile', async () => {
    const text = 'This took me all evening.'
    const response = await sendForm({ text, identity: await aToken({}, { expires: '-2m' }) })
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    const page = await response.text()
    expect(page).toContain('Please sign in again.')
    expect(page).toContain(`>${text}</textarea>`)
  })
})

describe('a login', () => {
  const cases: [string, () => Promise<string>, string][] = [
    ['that has expired', () => aToken({}, { expires: '-2m' }), 'identity-expired'],
    ['signed with another key', () => aToken({}, { key: Buffer.alloc(32, 1) }), 'identity-invalid'],
    [
      'that is not signed',
      async () => new UnsecuredJWT(CLAIMS).setExpirationTime('5m').encode(),
      'identity-invalid',
    ],
    ['of another issuer', () => aToken({ iss: 'https://other.example' }), 'identity-invalid'],
    ['without an id', () => aToken({ sub: '' }), 'identity-invalid'],
    ['without a name', () => aToken({ name: ' \u200b' }), 'identity-invalid'],
    ['with markup for a colour', () => aToken({ color: '"><script>' }), 'identity-invalid'],
    [
      'without an end',
      () =>
        new SignJWT({ iss: 'https://news.example', ...CLAIMS })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(secretKey),
      'identity-invalid',
    ],
    ['that is cut off', async () => (await aToken()).slice(0, -3), 'identity-invalid'],
  ]
  it.each(cases)('%s is refused clearly, and nothing is stored', async (_, token, code) => {
    const { status, body, headers } = await service.submit({}, { article: 'refused' }, as(await token()))
    expect(status).toBe(401)
    expect(body.type).toBe(`urn:postbag:problem:${code}`)
    const challenge = 'Bearer error="invalid_token"'
    // Developers are told what readers of another language are told in theirs.
    const why = code === 'identity-invalid' ? `, error_description="${body['detail']}"` : ''
    expect(headers.get('www-authenticate')).toBe(challenge + why)
    const thread = await (await service.call('GET', '/v1/sites/news/articles/refused/comments')).json()
    expect(thread).toMatchObject({ comments: [] })
  })

  it('that just expired is taken: clocks differ', async () => {
    expect((await service.submit({}, {}, as(await aToken({}, { expires: '-30s' })))).status).toBe(201)
  })

  it('on a site that takes none is refused, and a token that is no login is none of ours', async () => {
    await aSiteWith('plain', {})
    const refused = await service.submit({}, { site: 'plain' }, as(await aToken()))
    expect(refused.body.type).toBe('urn:postbag:problem:identity-invalid')
    const other = await service.submit({}, { site: 'plain' }, as(service.moderator))
    expect(other.status).toBe(201)
  })

  it('can be what a site asks of everybody', async () => {
    await aSiteWith('members', { keys: 'secret', required: true })
    await giveSecret('members', KEY)
    expect((await service.submit({}, { site: 'members' })).body.type).toBe(
      'urn:postbag:problem:identity-required',
    )
    expect((await service.submit({}, { site: 'members' }, as(await aToken()))).status).toBe(201)
    const widget = await (await service.call('GET', '/v1/sites/members/widget')).json()
    expect(widget).toMatchObject({ identity: { taken: true, required: true } })
  })

  it.each([
    ['keys that are nowhere', { keys: 'jwks' }, 'policy.identity.jwksUrl'],
    ['a sign-in that nobody can have', { required: true }, 'policy.identity.required'],
  ])('cannot be set up with %s', async (_, identity, field) => {
    const { status, body } = await aSiteWith('wrong', identity)
    expect(status).toBe(422)
    expect(body.errors?.[0]?.field).toBe(field)
  })

  it('needs a key that is long enough', async () => {
    expect((await giveSecret('news', 'short and sweet')).status).toBe(422)
  })
})

it('a key that was kept with another SECRET_KEY is no fault of the reader’s, who may try again', async () => {
  const identity = { keys: 'secret', issuer: 'https://news.example' }
  for (const slug of ['moved', 'moved-too']) {
    expect((await aSiteWith(slug, identity)).status).toBe(201)
    await giveSecret(slug, KEY)
  }
  await service.deps.db.query(
    (sql) => sql`
    update site_secrets k set sealed = o.sealed from site_secrets o
    where k.site_id = (select id from sites where slug = 'moved')
      and o.site_id = (select id from sites where slug = 'moved-too')`,
  )
  const { status, headers } = await service.submit({}, { site: 'moved' }, as(await aToken()))
  expect(status).toBe(503)
  expect(headers.get('retry-after')).toBe('5')
})

describe('published keys', () => {
  it('open a login signed with one of them, are asked for once, and never let a shared secret pass', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] }
    const keys = await aReceiver((response) => response.end(JSON.stringify(jwks)))
    await aSiteWith('published', { keys: 'jwks', jwksUrl: `${keys.url}/keys` })
    const token = await aToken({}, { key: privateKey, alg: 'ES256' })
    for (let n = 0; n < 3; n += 1)
      expect((await service.submit({}, { site: 'published' }, as(token))).status).toBe(201)
    expect(keys.received).toHaveLength(1)
    const forged = await aToken({}, { key: Buffer.from(JSON.stringify(jwks)) })
    expect((await service.submit({}, { site: 'published' }, as(forged))).status).toBe(401)
    await keys.close()
  })

  it('that cannot be reached leave the reader to try again', async () => {
    const slug = 'away'
    await aSiteWith(slug, { keys: 'jwks', jwksUrl: 'http://127.0.0.1:9/keys' })
    const { privateKey } = await generateKeyPair('ES256')
    const token = await aToken({}, { key: privateKey, alg: 'ES256' })
    const { status, headers } = await service.submit({}, { site: slug }, as(token))
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toBe('5')
  })
})
