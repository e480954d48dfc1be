import { createRoute, type z } from '@hono/zod-openapi'
import { onTheirTime } from '../db/in-time.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { answer, jsonBody, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { checkTargets } from '../http/targets.ts'
import { SealedOtherwise, seal, unseal } from '../seal.ts'
import { getAdminSite } from '../sites/access.ts'
import { changedBy } from '../sites/changes.ts'
import { SiteParams } from '../sites/schema.ts'
import { changeTimes, deleteAlerts, getAlerts, putAlerts, takeNow } from './queries.ts'
import { AlertsAnswer, AlertsBody, TriedAnswer } from './schema.ts'
import { alertsPlace, sendAlert } from './send.ts'

const PATH = '/sites/{site}/alerts'
const missing = problem('No such site, or no chat is set')

const get = createRoute({
  method: 'get',
  path: PATH,
  summary: 'The chat that is told when comments wait too long',
  request: { params: SiteParams },
  responses: { 200: answer('What is set', AlertsAnswer), 404: missing },
})
const put = createRoute({
  method: 'put',
  path: PATH,
  summary: 'Have a chat told when comments wait too long',
  description:
    'The chat hears how many comments wait, since when, how many of them readers reported, and where the desk is; nothing of what they say. Of a comment that is escalated it hears at once. A chat that does not take it is called again after five minutes.',
  request: { params: SiteParams, body: jsonBody(AlertsBody) },
  responses: {
    200: answer('Set', AlertsAnswer),
    404: missing,
    422: problem('Fields that are not valid'),
  },
})
const remove = createRoute({
  method: 'delete',
  path: PATH,
  summary: 'Tell the chat no more, and forget its address',
  request: { params: SiteParams },
  responses: { 204: { description: 'Forgotten' }, 404: missing },
})
const send = createRoute({
  method: 'post',
  path: `${PATH}/test`,
  summary: 'Tell the chat at once what waits',
  request: { params: SiteParams },
  responses: { 200: answer('What became of it', TriedAnswer), 404: missing },
})

/** The newsroom's chat, for a site's admins. */
export function alertRoutes(deps: Deps) {
  const { db } = deps
  return router()
    .openapi(get, async (c) => {
      const { id } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      return c.json(await getAlerts(db, id), 200)
    })
    .openapi(put, async (c) => {
      const { id, slug } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      const { moderator, log } = c.var
      const changed = await setAlerts(deps, id, { ...c.req.valid('json'), setBy: moderator.name })
      log.info({ site: slug, changed, moderatorId: moderator.id }, 'alerts.set')
      return c.json(await getAlerts(db, id), 200)
    })
    .openapi(remove, async (c) => {
      const { id, slug } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      await deleteAlerts(db, id)
      c.var.log.info({ site: slug, moderatorId: c.var.moderator.id }, 'alerts.removed')
      return c.body(null, 204)
    })
    .openapi(send, async (c) => {
      const { id, slug } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      const alert = await takeNow(db, id)
      const error = await onTheirTime(() => sendAlert(deps, alert))
      c.var.log.info({ site: slug, moderatorId: c.var.moderator.id }, 'alerts.tried')
      return c.json({ error }, 200)
    })
}

/**
 * @returns which members are other than before.
 * @throws {AppError} `invalid-fields` for an address that is not called, or none where none is set.
 */
async function setAlerts(
  deps: Deps,
  siteId: string,
  { url, setBy, ...times }: z.infer<typeof AlertsBody> & { readonly setBy: string },
): Promise<string[]> {
  if (url === undefined) {
    const before = await changeTimes(deps.db, siteId, { ...times, setBy })
    if (before !== undefined) return changedBy(before, times)
    throw new AppError('invalid-fields', undefined, {
      errors: [{ field: 'url', code: 'required', message: 'Give the address of the chat.' }],
    })
  }
  await checkTargets(deps, [['url', url]])
  const place = alertsPlace(siteId)
  const chat = { sealedUrl: seal(deps.secret, place, url), host: new URL(url).host }
  const before = await putAlerts(deps.db, siteId, { ...times, ...chat, setBy })
  return changedBy(
    { ...before, url: before && unsealed(deps.secret, place, before.sealedUrl) },
    { url, ...times },
  )
}

/** Undefined for what was sealed with another key. */
function unsealed(secret: string, place: string, sealed: string): string | undefined {
  try {
    return unseal(secret, place, sealed)
  } catch (error) {
    if (error instanceof SealedOtherwise) return undefined
    throw error
  }
}
