import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runDisclose } from '../../src/cli/person.ts'
import { asHolder, decideNow } from '../helpers/desk.ts'
import { aPerson } from '../helpers/mailing.ts'
import { aService, aSite, words as invented, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { TRUSTED_PROXIES: '127.0.0.1' }, policy: { limits: OPEN_LIMITS } })
})
afterAll(() => service.close())

type Row = Readonly<Record<string, unknown>> & { readonly id: string }
type Told = { readonly comments: Row[]; readonly notices: Row[]; readonly next: string | null }

async function disclose(person: object, site = 'news') {
  const { status, body } = await asHolder(service, service.admin)<Told>(
    'POST',
    `/v1/admin/sites/${site}/disclosures`,
    person,
  )
  return { status, ...body }
}

/** Somebody with everything that can be kept about them, and somebody else beside them. */
async function aHistory() {
  const { email, network } = aPerson()
  const own = invented()
  const words = (what: string) => `${what}: ${own}`
  const { body } = await service.submit(
    { name: 'Ada Author', email, text: words('The first text') },
    {},
    network,
  )
  const { id } = body.comment
  const by = { authorization: `Receipt ${body.receipt}` }
  const at = `/v1/sites/news/comments/${id}`
  await service.call('PATCH', at, { text: words('The second text') }, by)
  const notice = { name: 'Nora Notifier', email: 'nora@reader.example', goodFaith: true }
  const told = { reason: 'illegal', note: words('The notice'), notice }
  await service.call('POST', `${at}/reports`, told, aPerson().network)
  const mo = asHolder(service, service.moderator)
  await decideNow(mo, id, 'reject', 'abuse')
  await service.call('POST', `${at}/appeal`, { note: words('The appeal') }, by)
  await mo('POST', `/v1/review/comments/${id}/notes`, { text: words('The note'), about: 'author' })
  const ban = { site: 'news', commentId: id, kind: 'author', note: words('The ban') }
  expect((await mo('POST', '/v1/review/bans', ban)).status).toBe(201)
  await service.submit({ name: 'Bo Beside', parentId: id }, {}, aPerson().network)
  return { id, email, words }
}

it('tells all that is kept about a person, and nothing of anybody else', async () => {
  const { id, email, words } = await aHistory()
  for (const person of [{ email }, { commentId: id }, { commentId: id, scope: 'author' }]) {
    const { status, comments, next } = await disclose(person)
    expect(status).toBe(200)
    expect(comments.map((comment) => comment.id)).toEqual([id])
    expect(next).toBeNull()
    const [comment] = comments
    expect(comment).toMatchObject({
      name: 'Ada Author',
      email,
      text: words('The second text'),
      formerTexts: [{ text: words('The first text') }],
      decisions: [{ action: 'reject', reason: 'abuse', statement: { source: 'notice' } }],
      appeals: [{ note: words('The appeal'), outcome: null }],
      notes: [{ text: words('The note') }],
      bans: [{ kind: 'author', note: words('The ban') }],
      mail: false,
    })
    expect(JSON.stringify(comment)).not.toMatch(/Nora|The notice|Mo Derator|Bo Beside/)
  }
})

it('tells who sent notices what they sent', async () => {
  const { id, words } = await aHistory()
  const { comments, notices } = await disclose({ email: 'nora@reader.example' })
  expect(comments).toEqual([])
  const [notice] = notices.filter(({ commentId }) => commentId === id)
  expect(notice).toMatchObject({ name: 'Nora Notifier', note: words('The notice'), outcome: 'upheld' })
})

it('tells nothing of what is on another site, was erased, or never was', async () => {
  const { id, email } = await aHistory()
  const other = await aSite(service.deps)
  for (const person of [{ email }, { commentId: id }])
    expect(await disclose(person, other.slug)).toMatchObject({ comments: [], notices: [] })
  const erase = { email }
  await asHolder(service, service.admin)('POST', '/v1/admin/sites/news/erasures', erase)
  for (const person of [{ email }, { commentId: id }, { email: 'nobody@reader.example' }])
    expect(await disclose(person)).toMatchObject({ status: 200, comments: [], notices: [], next: null })
  expect((await disclose({})).status).toBe(422)
})

it('goes on page by page, by the command line to a file of lines', async () => {
  const { email, network } = aPerson()
  const { comment } = (await service.submit({ email }, {}, network)).body
  const more = await service.deps.db.query(
    (sql) => sql<{ id: string }[]>`
    insert into comments select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()))).*
    from comments c cross join generate_series(1, 104) where c.id = ${comment.id} returning id`,
  )
  const made = [comment, ...more].map(({ id }) => id)
  const first = await disclose({ email })
  expect(first.comments).toHaveLength(100)
  const rest = await disclose({ email, after: first.next })
  expect(rest).toMatchObject({ next: null })
  const all = [...first.comments, ...rest.comments].map(({ id }) => id)
  expect(all).toEqual(made.toSorted())
  const folder = await mkdtemp(join(tmpdir(), 'postbag-disclose-'))
  const file = join(folder, 'ada.jsonl')
  const { db, config, secret } = service.deps
  const said: string[] = []
  const out = (line: string) => said.push(line)
  await runDisclose(
    { db, config: { ...config, SECRET_KEY: secret } },
    { words: ['news', file], options: { email: [email] }, out },
  )
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(105)
  expect(said).toEqual([`105 comments and notices are in ${file}`])
  await rm(folder, { recursive: true })
})
