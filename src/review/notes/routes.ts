import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../../http/answers.ts'
import { router } from '../../http/env.ts'
import { cursorParam, limitParam } from '../../http/paging.ts'
import { visibleSites } from '../access.ts'
import { AlreadyClaimed, AlreadyDecided } from '../conflict-schema.ts'
import { IdParams, SiteQuery, storable, version } from '../schema.ts'
import { askColleagues, askNoMore } from './ask-colleagues.ts'
import { leaveNote, NOTE_SUBJECTS, takeNoteBack } from './notes.ts'
import { listOpinionRequests } from './opinion-requests.ts'
import { AskedOpinion, Note, SecondOpinion } from './schema.ts'

const NoteBody = z.strictObject({
  about: z.enum(NOTE_SUBJECTS).default('comment'),
  text: storable(20_000).describe('up to 1,000 characters as people count them'),
})
const OpinionBody = z.strictObject({ version, note: storable(2_000).optional() })

const leave = createRoute({
  method: 'post',
  path: '/comments/{id}/notes',
  summary: 'Leave a note for colleagues, on a comment or on its author',
  description:
    'It stands with the comment, one on the author with everything they write on the site; readers never see it. The same words again are there once.',
  request: { params: IdParams, query: SiteQuery, body: jsonBody(NoteBody) },
  responses: {
    201: answer('Left', Note),
    404: problem('No such comment'),
    409: problem('Its words were erased'),
    422: problem('Fields that are not valid'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/notes/{id}',
  summary: 'Take a note back: your own, or as an admin any',
  request: { params: IdParams },
  responses: {
    204: answer('Gone'),
    403: problem("A colleague's note"),
    404: problem('No such note'),
  },
})

const ask = createRoute({
  method: 'put',
  path: '/comments/{id}/second-opinion',
  summary: 'Leave a waiting comment to colleagues',
  description:
    'Your lease ends and claims do not bring it back to you. It ends when anybody decides, when its author changes the comment, or when you take it back; nobody is kept from deciding.',
  request: { params: IdParams, query: SiteQuery, body: jsonBody(OpinionBody) },
  responses: {
    200: answer('Asked; again changes the note', SecondOpinion),
    404: problem('Nothing that waits'),
    409: problem(
      'Decided or changed meanwhile, or somebody else works on it',
      [],
      z.union([AlreadyDecided, AlreadyClaimed]),
    ),
    422: problem('Fields that are not valid'),
  },
})

const asked = createRoute({
  method: 'get',
  path: '/second-opinions',
  summary: 'What you left to colleagues, and what they decided',
  description:
    'Last asked first. One that was decided stays for thirty days from the asking, or until it is asked no more.',
  request: { query: SiteQuery.extend({ limit: limitParam(), cursor: cursorParam }) },
  responses: {
    200: answer('One page', pageOf(AskedOpinion)),
    400: problem('A cursor of another list'),
    404: problem('No such site'),
  },
})

const askNot = createRoute({
  method: 'delete',
  path: '/comments/{id}/second-opinion',
  summary: 'Ask for no second opinion any more, or let go of one that was given',
  request: { params: IdParams, query: SiteQuery },
  responses: { 204: answer('Not asked any more'), 404: problem('No such comment') },
})

/** What moderators tell each other. */
export function noteRoutes(deps: Deps) {
  return router()
    .openapi(leave, async (c) => {
      const request = { ...c.req.valid('json'), ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(await leaveNote(deps, c.var.moderator, request), 201)
    })
    .openapi(remove, async (c) => {
      await takeNoteBack(deps, c.var.moderator, c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(ask, async (c) => {
      const request = { ...c.req.valid('json'), ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(await askColleagues(deps, c.var.moderator, request), 200)
    })
    .openapi(asked, async (c) => {
      const { site, ...page } = c.req.valid('query')
      const sites = await visibleSites(deps.db, c.var.moderator, site)
      return c.json(await listOpinionRequests(deps.db, c.var.moderator, sites, page), 200)
    })
    .openapi(askNot, async (c) => {
      await askNoMore(deps, c.var.moderator, { ...c.req.valid('param'), ...c.req.valid('query') })
      return c.body(null, 204)
    })
}
