import { createRoute, z } from '@hono/zod-openapi'
import type { Deps } from '../../deps.ts'
import { escalate } from '../../evidence/escalate.ts'
import { answer, jsonBody, Problem, pageOf, problem } from '../../http/answers.ts'
import { router } from '../../http/env.ts'
import { visibleSites } from '../access.ts'
import { AlreadyDecided } from '../conflict-schema.ts'
import { Escalation } from '../notes/schema.ts'
import {
  AnswerBody,
  Decision,
  DecisionBody,
  DecisionsBody,
  DeskComment,
  IdParams,
  LogEntry,
  LogQuery,
  SiteQuery,
  storable,
  UndoBody,
} from '../schema.ts'
import { answer as answerComment } from './answer.ts'
import { decide } from './decide.ts'
import { decideEach, undoEach } from './each.ts'
import { listLog } from './log.ts'
import { pick } from './pick.ts'
import { undo } from './undo.ts'

const INVALID = 'Fields that are not valid'
const Decided = z.object({ comment: DeskComment, decision: Decision })
const Results = z.object({
  results: z.array(
    z.union([
      Decided.extend({ id: z.uuid(), status: z.literal(200) }),
      z.object({
        id: z.uuid(),
        status: z.int(),
        problem: z.union([AlreadyDecided.omit({ requestId: true }), Problem.omit({ requestId: true })]),
      }),
    ]),
  ),
})

const Undecidable = z.union([AlreadyDecided, Problem])

const put = createRoute({
  method: 'put',
  path: '/comments/{id}/decision',
  summary: 'Approve or reject the version of a comment that was seen',
  request: { params: IdParams, query: SiteQuery, body: jsonBody(DecisionBody) },
  responses: {
    200: answer('Decided', Decided),
    403: problem('An appeal against your own rejection'),
    404: problem('No such comment'),
    409: problem('Decided or changed meanwhile, with who, when and the present state', [], Undecidable),
    422: problem('Fields that are not valid, or a reject without a reason'),
  },
})

const bulk = createRoute({
  method: 'post',
  path: '/decisions',
  summary: 'Up to 500 decisions, each answered for itself',
  request: { body: jsonBody(DecisionsBody) },
  responses: { 200: answer('One result each, in the order given', Results), 422: problem(INVALID) },
})

const takeEachBack = createRoute({
  method: 'post',
  path: '/decisions/undo',
  summary: 'Take up to 500 decisions back, each answered for itself',
  request: { body: jsonBody(UndoBody) },
  responses: { 200: answer('One result each, in the order given', Results), 422: problem(INVALID) },
})

const takeBack = createRoute({
  method: 'post',
  path: '/decisions/{id}/undo',
  summary: 'Put a comment back as it was before a decision',
  request: { params: IdParams },
  responses: {
    200: answer('Taken back', Decided),
    404: problem('No such decision'),
    409: problem('Taken back already, or something happened to the comment since', [], Undecidable),
  },
})

const log = createRoute({
  method: 'get',
  path: '/decisions',
  summary: 'The append-only log, newest first',
  description:
    "People's decisions, picks and escalations, the articles they closed or pre-moderated, and the machine's verdicts.",
  request: { query: LogQuery },
  responses: {
    200: answer('One page of the log', pageOf(LogEntry)),
    400: problem('A cursor of another list'),
  },
})

const reply = createRoute({
  method: 'post',
  path: '/comments/{id}/answers',
  summary: "The newsroom's answer, published at once below a comment with the site's name as badge",
  description: 'Undoing the decision it comes with withdraws it.',
  request: { params: IdParams, query: SiteQuery, body: jsonBody(AnswerBody) },
  responses: {
    201: answer('Published', Decided),
    404: problem('No such comment'),
    409: problem('Readers cannot see it'),
    422: problem(INVALID),
  },
})

const Picked = z.object({ comment: DeskComment })

const choose = createRoute({
  method: 'put',
  path: '/comments/{id}/pick',
  summary: "Mark a published comment for readers as the newsroom's choice",
  request: { params: IdParams, query: SiteQuery },
  responses: {
    200: answer('Marked; again changes nothing', Picked),
    404: problem('No such comment'),
    409: problem('Readers cannot see it'),
  },
})

const chooseNoMore = createRoute({
  method: 'delete',
  path: '/comments/{id}/pick',
  summary: 'Take the mark off again',
  request: { params: IdParams, query: SiteQuery },
  responses: { 200: answer('Not marked any more', Picked), 404: problem('No such comment') },
})

const EscalationBody = z.strictObject({
  note: storable(2_000).optional().describe('for admins, who find it beside the evidence'),
})

const AlreadyEscalated = Problem.extend({ escalation: Escalation }).openapi('AlreadyEscalated')
const Unescalatable = z.union([AlreadyEscalated, Problem])

const raiseAlarm = createRoute({
  method: 'put',
  path: '/comments/{id}/escalation',
  summary: 'Escalate a comment that puts life or safety in danger',
  description:
    'It is rejected as a threat, unless it is hidden already, and a sealed copy is kept as evidence, both or neither; webhooks and the chat hear of it. Undoing the rejection leaves the evidence.',
  request: { params: IdParams, query: SiteQuery, body: jsonBody(EscalationBody) },
  responses: {
    200: answer(
      'Escalated; again by the same moderator changes nothing',
      z.object({ comment: DeskComment, escalation: Escalation, decision: z.union([Decision, z.null()]) }),
    ),
    404: problem('No such comment'),
    409: problem('A colleague escalated it, with who and when, or its words were erased', [], Unescalatable),
    422: problem(INVALID),
  },
})

/** Deciding, answering, picking, escalating, taking back, and what was decided. */
export function decisionRoutes(deps: Deps) {
  return router()
    .openapi(put, async (c) => {
      const request = { ...c.req.valid('json'), ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(await decide(deps, c.var.moderator, request), 200)
    })
    .openapi(bulk, async (c) => {
      const { decisions } = c.req.valid('json')
      return c.json({ results: await decideEach(deps, c.var.moderator, decisions) }, 200)
    })
    .openapi(takeEachBack, async (c) => {
      const { ids } = c.req.valid('json')
      return c.json({ results: await undoEach(deps, c.var.moderator, ids) }, 200)
    })
    .openapi(takeBack, async (c) => c.json(await undo(deps, c.var.moderator, c.req.valid('param').id), 200))
    .openapi(reply, async (c) => {
      const request = { ...c.req.valid('json'), ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(await answerComment(deps, c.var.moderator, request), 201)
    })
    .openapi(choose, async (c) => {
      const request = { ...c.req.valid('param'), ...c.req.valid('query'), picked: true }
      return c.json({ comment: await pick(deps, c.var.moderator, request) }, 200)
    })
    .openapi(chooseNoMore, async (c) => {
      const request = { ...c.req.valid('param'), ...c.req.valid('query'), picked: false }
      return c.json({ comment: await pick(deps, c.var.moderator, request) }, 200)
    })
    .openapi(raiseAlarm, async (c) => {
      const request = { ...c.req.valid('json'), ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(await escalate(deps, c.var.moderator, request), 200)
    })
    .openapi(log, async (c) => {
      const { site, ...page } = c.req.valid('query')
      return c.json(await listLog(deps.db, await visibleSites(deps.db, c.var.moderator, site), page), 200)
    })
}
