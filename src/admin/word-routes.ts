import { createRoute } from '@hono/zod-openapi'
import { BUILT_IN_LOCALES, builtInWords } from '../checks/wordlists/lists.ts'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { getAdminSite } from '../sites/access.ts'
import type { PolicyInput } from '../sites/policy.ts'
import type { SiteCache } from '../sites/queries.ts'
import { SiteParams } from '../sites/schema.ts'
import { getPolicy, type PolicyVersion, putPolicy } from './policies.ts'
import { PolicyConflict, PutWordsBody, TryWordsBody, WordsAnswer, WordTrialAnswer } from './schema.ts'
import { tryWords } from './words-try.ts'

const DAY_MS = 86_400_000

const get = createRoute({
  method: 'get',
  path: '/sites/{site}/words',
  summary: "The site's word lists, and the built-in ones that are on",
  request: { params: SiteParams },
  responses: { 200: answer('The lists', WordsAnswer), 404: problem('No such site') },
})

const put = createRoute({
  method: 'put',
  path: '/sites/{site}/words',
  summary: 'Put word lists in force, as the next version of the policy',
  description:
    'What is left out stays as it is; with `version` it is refused when somebody changed the policy since.',
  request: { params: SiteParams, body: jsonBody(PutWordsBody) },
  responses: {
    200: answer('In force', WordsAnswer),
    409: problem('Somebody changed the policy in the meantime', [], PolicyConflict),
    422: problem('Words that cannot be listed'),
  },
})

const trial = createRoute({
  method: 'post',
  path: '/sites/{site}/words/try',
  summary: 'What word lists would have held and rejected of the last days’ comments',
  request: { params: SiteParams, body: jsonBody(TryWordsBody) },
  responses: {
    200: answer('What they would have caught', WordTrialAnswer),
    422: problem('Fields that are not valid'),
  },
})

/** Word lists: part of the policy, with a door of their own. */
export function wordRoutes({ db, now }: Deps, sites: SiteCache) {
  return router()
    .openapi(get, async (c) => {
      const { id } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      return c.json(wordsOf(await getPolicy(db, id)), 200)
    })
    .openapi(put, async (c) => {
      const { id, slug } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      const { version, note = null, ...words } = c.req.valid('json')
      const { own, version: seen } = await getPolicy(db, id)
      const given = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
      const policy: PolicyInput = { ...own, words: { ...own.words, ...given } }
      const createdBy = c.var.moderator.name
      const { inForce, changed } = await putPolicy(db, id, {
        policy,
        note,
        createdBy,
        expectedVersion: version ?? seen,
      })
      sites.forget(slug)
      const moderatorId = c.var.moderator.id
      c.var.log.info({ site: slug, policyVersion: inForce.version, changed, moderatorId }, 'policy.changed')
      return c.json(wordsOf(inForce), 200)
    })
    .openapi(trial, async (c) => {
      const { id } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      const { hold, reject, days } = c.req.valid('json')
      return c.json(
        await tryWords(db, id, { hold, reject, since: new Date(now().getTime() - days * DAY_MS) }),
        200,
      )
    })
}

function wordsOf({ version, policy, createdBy, createdAt }: PolicyVersion) {
  const { hold, reject, builtIn = [policy.text.locale.slice(0, 2)] } = policy.words
  return {
    version,
    hold,
    reject,
    builtIn,
    available: BUILT_IN_LOCALES.map((locale) => ({ locale, words: builtInWords([locale]).length })),
    createdBy,
    createdAt,
  }
}
