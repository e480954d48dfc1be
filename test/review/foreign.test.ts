import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aHeldComment, aModerator, asHolder, decideNow, type Holder } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

/*
 * What a moderator or an admin of one site can do to another's: nothing, and without learning that it is there.
 */

let service: Service
let mo: Holder
let other: Awaited<ReturnType<typeof aForeignSite>>
const limited: Record<string, Holder> = {}
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
  other = await aForeignSite()
  await aHeldComment(service)
  const siteIds = [service.site.id]
  for (const role of ['moderator', 'admin'])
    limited[role] = (await aModerator(service, { role: role as never, siteIds })).call
})
afterAll(() => service.close())

/** A site with one of everything that has an id. */
async function aForeignSite() {
  const { slug: site, id: siteId } = await aSite(service.deps)
  const idOf = async (path: string, body: unknown) => {
    const { status, body: made } = await mo<{ id: string }>('POST', `/v1/review/${path}`, body)
    expect([201, 202], path).toContain(status)
    return made.id
  }
  const held = (await aHeldComment(service, {}, { site })).id
  const shown = (await aHeldComment(service, {}, { site })).id
  const decision = await decideNow(mo, shown, 'approve')
  const note = await idOf(`comments/${held}/notes`, { text: 'Theirs.', about: 'author' })
  const ban = await idOf('bans', { site, kind: 'name', value: 'Mallory' })
  const view = await idOf('views', { name: 'Links', query: { site, q: 'links' }, shared: true })
  const job = await idOf('bulk', { match: { site, reason: 'links' }, action: 'reject', reason: 'spam' })
  return { site, siteId, held, shown, decision, note, ban, view, job }
}

type Ids = Omit<Awaited<ReturnType<typeof aForeignSite>>, 'site' | 'siteId'>

/** How each route names a thing by its id, in its path or in its body. */
const BY_ID: Record<string, (ids: Ids) => readonly [path: string, body?: unknown]> = {
  'PUT claims/{id}': ({ held }) => [`claims/${held}`],
  'DELETE claims/{id}': ({ held }) => [`claims/${held}`],
  'GET comments/{id}': ({ held }) => [`comments/${held}`],
  'PUT comments/{id}/decision': ({ held }) => [
    `comments/${held}/decision`,
    { action: 'approve', version: 1 },
  ],
  'POST comments/{id}/answers': ({ shown }) => [`comments/${shown}/answers`, { text: 'We say so.' }],
  'PUT comments/{id}/pick': ({ shown }) => [`comments/${shown}/pick`],
  'DELETE comments/{id}/pick': ({ shown }) => [`comments/${shown}/pick`],
  'POST comments/{id}/notes': ({ held }) => [`comments/${held}/notes`, { text: 'Mine.' }],
  'DELETE notes/{id}': ({ note }) => [`notes/${note}`],
  'PUT comments/{id}/second-opinion': ({ held }) => [`comments/${held}/second-opinion`, { version: 1 }],
  'DELETE comments/{id}/second-opinion': ({ held }) => [`comments/${held}/second-opinion`],
  'PUT comments/{id}/escalation': ({ shown }) => [`comments/${shown}/escalation`, { note: 'A threat.' }],
  'POST decisions/{id}/undo': ({ decision }) => [`decisions/${decision}/undo`],
  'DELETE bans/{id}': ({ ban }) => [`bans/${ban}`],
  'DELETE views/{id}': ({ view }) => [`views/${view}`],
  'GET bulk/{id}': ({ job }) => [`bulk/${job}`],
  'POST bulk/{id}/stop': ({ job }) => [`bulk/${job}/stop`],
  'POST bulk/{id}/undo': ({ job }) => [`bulk/${job}/undo`],
  'POST decisions': ({ held }) => ['decisions', { decisions: [{ id: held, action: 'approve', version: 1 }] }],
  'POST decisions/undo': ({ decision }) => ['decisions/undo', { ids: [decision] }],
}

/** How each route names a site; where none is named, all the moderator's are meant. */
const BY_SITE: Record<string, (site: string) => readonly [path: string, body?: unknown]> = {
  'GET queue': (site) => [`queue?site=${site}`],
  'GET facets': (site) => [`facets?site=${site}`],
  'GET comments': (site) => [`comments?site=${site}`],
  'GET decisions': (site) => [`decisions?site=${site}`],
  'GET bans': (site) => [`bans?site=${site}`],
  'GET second-opinions': (site) => [`second-opinions?site=${site}`],
  'GET stats': (site) => [`stats?site=${site}`],
  'GET figures': (site) => [`figures?site=${site}`],
  'GET export.csv': (site) => [`export.csv?of=decisions&site=${site}`],
  'GET events': (site) => [`events?site=${site}`],
  'GET articles': (site) => [`articles?site=${site}`],
  'GET articles/{article}': (site) => [`articles/bridge?site=${site}`],
  'PUT articles/{article}': (site) => [`articles/bridge?site=${site}`, { open: false }],
  'POST claims': (site) => ['claims', { site, count: 1 }],
  'POST bans': (site) => ['bans', { site, kind: 'name', value: 'Mallory' }],
  'POST views': (site) => ['views', { name: 'Mine', query: { site }, shared: false }],
  'POST bulk/preview': (site) => ['bulk/preview', { match: { site, reason: 'links' } }],
  'POST bulk': (site) => ['bulk', { match: { site, reason: 'links' }, action: 'reject', reason: 'spam' }],
}

/** Nothing is named in these; lists hold what the moderator may see. */
const OF_ALL = ['DELETE claims', 'GET bulk', 'GET views']
const LISTS = [
  'articles',
  'queue',
  'comments',
  'decisions',
  'bans',
  'bulk',
  'second-opinions',
  'views',
  'facets',
  'stats',
  'figures',
]

const answerTo = async (who: Holder, route: string, [path, body]: readonly [string, unknown?]) => {
  const reply = await who(route.split(' ')[0] ?? '', `/v1/review/${path}`, body)
  return { status: reply.status, body: { ...reply.body, requestId: '' } }
}

/** All that could have changed there, as somebody sees it who may. */
async function foreignState() {
  const seen = await Promise.all([
    ...[other.held, other.shown].map((id) => mo('GET', `/v1/review/comments/${id}`)),
    ...['bans', 'decisions', 'queue'].map((list) => mo('GET', `/v1/review/${list}?site=${other.site}`)),
    ...['bulk', 'views'].map((list) => mo('GET', `/v1/review/${list}`)),
  ])
  return seen.map(({ body }) => body)
}

it('every route of the desk is among those that are tried here', () => {
  const routes = service.app.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1/review/'))
    .map(({ method, path }) => `${method} ${path.slice('/v1/review/'.length).replace(/:(\w+)/, '{$1}')}`)
  const tried = [...Object.keys(BY_ID), ...Object.keys(BY_SITE), ...OF_ALL]
  expect(new Set(routes)).toEqual(new Set(tried))
})

it.each(['moderator', 'admin'])('a %s of one site gets at nothing of another, by its id', async (role) => {
  const who = limited[role] as Holder
  const before = await foreignState()
  const nowhere = { ...other }
  for (const name of ['held', 'shown', 'decision', 'note', 'ban', 'view', 'job'] as const)
    nowhere[name] = randomUUIDv7()
  const ids = [other, nowhere].flatMap((one) => Object.values(one))
  const without = (answer: object) =>
    ids.reduce((text, id) => text.replaceAll(id, '{id}'), JSON.stringify(answer))
  for (const [route, asked] of Object.entries(BY_ID)) {
    const answer = await answerTo(who, route, asked(other))
    expect(without(answer), route).toBe(without(await answerTo(who, route, asked(nowhere))))
    const { results } = answer.body as { results?: { status: number }[] }
    // Giving back a lease that is not one's own is no trouble, whoever holds it.
    if (route === 'DELETE claims/{id}') expect([204, 404]).toContain(answer.status)
    else expect(results?.[0]?.status ?? answer.status, route).toBe(404)
  }
  expect(await foreignState()).toEqual(before)
})

it.each(['moderator', 'admin'])(
  'a %s of one site learns of no other, by its name or in a list',
  async (role) => {
    const who = limited[role] as Holder
    for (const [route, asked] of Object.entries(BY_SITE)) {
      const answer = await answerTo(who, route, asked(other.site))
      expect(answer.status, route).toBe(404)
      expect(answer, route).toEqual(await answerTo(who, route, asked('no-such-site')))
    }
    for (const list of LISTS) {
      const { status, body } = await who('GET', `/v1/review/${list}`)
      expect(status, list).toBe(200)
      for (const name of Object.values(other)) expect(JSON.stringify(body), list).not.toContain(name)
    }
  },
)
