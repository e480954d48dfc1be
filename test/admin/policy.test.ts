import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localChecks } from '../../src/checks/all.ts'
import { CHECK_NAMES } from '../../src/checks/check.ts'
import { atOnce } from '../../src/give-way.ts'
import { DEFAULT_POLICY } from '../../src/sites/policy.ts'
import { aHeldComment, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
let ada: Holder
beforeAll(async () => {
  service = await aService()
  ada = asHolder(service, service.admin)
})
afterAll(() => service.close())

const aSiteOf = async () => {
  const { slug } = await aSite(service.deps)
  return { slug, path: `/v1/admin/sites/${slug}/policy` }
}

describe('a policy', () => {
  it('is put in force as the next version, and changes the very next comment', async () => {
    const { slug, path } = await aSiteOf()
    expect((await service.submit({}, { site: slug })).status).toBe(201)
    const { status, body } = await ada('PUT', path, { mode: 'pre', limits: OPEN_LIMITS })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      version: 2,
      own: { mode: 'pre', limits: OPEN_LIMITS },
      policy: { mode: 'pre', text: { locale: 'en' } },
      note: null,
      createdBy: 'Ada Admin',
    })
    expect((await ada('GET', path)).body).toEqual(body)
    expect((await service.submit({}, { site: slug })).status).toBe(202)
  })

  it('stays when a request to change it has no body: everything left out would be the defaults', async () => {
    const { path } = await aSiteOf()
    await ada('PUT', path, { mode: 'pre' })
    for (const target of [path, path.replace('/policy', '/words')]) {
      const { status, body } = await ada('PUT', target)
      expect([target, status, body]).toMatchObject([target, 400, { detail: 'Send a JSON body.' }])
    }
    expect((await ada('GET', path)).body).toMatchObject({ version: 2, own: { mode: 'pre' } })
    expect((await ada('PUT', path, {})).body).toMatchObject({ version: 3, own: {} })
  })

  it('may name the version it changes, and then meets no other change', async () => {
    const { path } = await aSiteOf()
    const put = (mode: string) => ada('PUT', path, { policy: { mode }, version: 1, note: 'election night' })
    const answers = await Promise.all([put('pre'), put('auto')])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.body).toMatchObject({ type: 'urn:postbag:problem:conflict', version: 2 })
  })

  it('keeps every version with who changed what, and restores an old one as a new one', async () => {
    const { path } = await aSiteOf()
    await ada('PUT', path, { policy: { mode: 'pre', words: { hold: ['snakeoil'] } }, note: 'first' })
    await ada('PUT', path, { policy: { words: { hold: ['snakeoil', 'elixir'] } } })
    const { body } = await ada<{ items: Record<string, unknown>[]; next: string | null }>(
      'GET',
      `${path}/versions`,
    )
    expect(body.items).toMatchObject([
      {
        version: 3,
        createdBy: 'Ada Admin',
        changes: [
          { path: 'mode', from: 'pre', to: 'auto' },
          { path: 'words.hold', added: ['elixir'], removed: [] },
        ],
      },
      { version: 2, note: 'first' },
      { version: 1 },
    ])
    const old = await ada('GET', `${path}/versions/2`)
    const restored = await ada('PUT', path, { policy: old.body['own'], note: 'back to version 2' })
    expect(restored.body).toMatchObject({ version: 4, own: old.body['own'] })
    expect((await ada('GET', `${path}/versions/9`)).status).toBe(404)
    const page = await ada<{ items: unknown[]; next: string }>('GET', `${path}/versions?limit=1`)
    const rest = await ada<{ items: { version: number }[] }>(
      'GET',
      `${path}/versions?cursor=${page.body.next}`,
    )
    expect(rest.body.items.map(({ version }) => version)).toEqual([3, 2, 1])
    const other = await aSiteOf()
    expect((await ada('GET', `${other.path}/versions?cursor=${page.body.next}`)).status).toBe(400)
  })

  it.each([
    ['a wrong value', { mode: 'never' }, 'mode'],
    ['a share over one', { captcha: { holdBelow: 2 } }, 'captcha.holdBelow'],
    ['an unknown setting', { links: { holdAfter: 1 } }, 'links.holdAfter'],
    ['a pattern for a word', { words: { reject: ['(a+)+$'] } }, 'words.reject.0'],
    ['a word that storage cannot hold', { words: { hold: ['a\0b'] } }, 'words.hold.0'],
    ['an issuer that storage cannot hold', { identity: { issuer: 'a\0b' } }, 'identity.issuer'],
    ['an audience of half an emoji', { identity: { audience: 'a\ud83d' } }, 'identity.audience'],
    ['refusing what it also holds', { captcha: { refuseBelow: 0.7, holdBelow: 0.6 } }, 'captcha.refuseBelow'],
    ['refusing what is held by default', { captcha: { refuseBelow: 0.51 } }, 'captcha.refuseBelow'],
    ['rejecting fewer links than it holds', { links: { holdAt: 4, rejectAt: 3 } }, 'links.rejectAt'],
    ['holding more links than are rejected by default', { links: { holdAt: 11 } }, 'links.rejectAt'],
    ['a check of another name', { checks: { link: { on: false } } }, 'checks.link'],
    ['a word without letters', { words: { hold: ['…'] } }, 'words.hold.0'],
  ])('is refused for %s, naming the field', async (_, policy, field) => {
    const { path } = await aSiteOf()
    const { status, body } = await ada('PUT', path, policy)
    expect(status).toBe(422)
    expect(body['errors']).toMatchObject([{ field }])
    expect((await ada('GET', path)).body).toMatchObject({ version: 1 })
  })

  it('may refuse or reject right where it would hold', async () => {
    const { path } = await aSiteOf()
    const policy = { captcha: { refuseBelow: 0.5 }, links: { rejectAt: 2 } }
    expect((await ada('PUT', path, policy)).status).toBe(200)
  })

  it('that crossed its lines before that was refused is still read, and its words can be changed', async () => {
    const crossed = { captcha: { refuseBelow: 0.9 }, limits: OPEN_LIMITS }
    const { slug } = await aSite(service.deps, { policy: crossed })
    expect((await service.submit({}, { site: slug })).status).toBe(201)
    expect((await ada('PUT', `/v1/admin/sites/${slug}/words`, { hold: ['elixir'] })).status).toBe(200)
  })

  it('is tried on past comments before it goes live', async () => {
    const { slug, path } = await aSiteOf()
    const mo = asHolder(service, service.moderator)
    await service.submit({ text: 'The wonderful elixir of life is here to stay.' }, { site: slug })
    const { id } = await aHeldComment(service, {}, { site: slug })
    await mo('PUT', `/v1/review/comments/${id}/decision`, { action: 'reject', reason: 'spam', version: 1 })
    const { status, body } = await ada('POST', `${path}/preview`, {
      words: { hold: ['elixir'] },
      links: { holdAt: 5 },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      comments: 2,
      changed: 2,
      before: { approve: 1, hold: 1, decidedApprove: 0, wrongApprove: 0 },
      after: { approve: 1, hold: 1, decidedApprove: 1, wrongApprove: 1 },
    })
    expect((await ada('GET', path)).body).toMatchObject({ version: 1 })
  })

  it('that holds first comments is tried as one, and so is one that no longer does', async () => {
    const { slug, path } = await aSiteOf()
    const tried = async (holdFirst: boolean) =>
      (await ada('POST', `${path}/preview`, { limits: OPEN_LIMITS, author: { holdFirst } })).body
    await service.submit({ name: 'Ann' }, { site: slug })
    const again = await service.submit({ name: 'Ann' }, { site: slug })
    expect(again.status).toBe(201)
    expect(await tried(true)).toMatchObject({
      comments: 2,
      changes: [{ from: 'approve', to: 'hold', count: 1 }],
    })
    expect(await tried(false)).toMatchObject({ changed: 0 })
    await ada('PUT', path, { limits: OPEN_LIMITS, author: { holdFirst: true } })
    expect((await service.submit({ name: 'Ben' }, { site: slug })).status).toBe(202)
    expect(await tried(true)).toMatchObject({ changed: 0 })
    expect(await tried(false)).toMatchObject({ after: { approve: 3, hold: 0 } })
  })

  it('names every check there is, whatever a site switches', async () => {
    const { path } = await aSiteOf()
    const own = [
      ...atOnce(localChecks(DEFAULT_POLICY)).map(({ name }) => name),
      'captcha',
      'akismet',
      'custom',
    ]
    expect([...CHECK_NAMES].toSorted()).toEqual(own.toSorted())
    const checks = Object.fromEntries(CHECK_NAMES.map((name) => [name, { on: true }]))
    expect((await ada('PUT', path, { checks })).status).toBe(200)
  })
})
