import { createRoute, z } from '@hono/zod-openapi'
import { createMiddleware } from 'hono/factory'
import { createChallenge } from '../captcha/altcha.ts'
import { publicCaptcha } from '../captcha/public.ts'
import { publicHeaders } from '../comments/cache-tags.ts'
import { HONEYPOT } from '../comments/field-rules.ts'
import type { Deps } from '../deps.ts'
import { answer } from '../http/answers.ts'
import { allowOrigin, preflight } from '../http/cors.ts'
import { type AppEnv, router } from '../http/env.ts'
import type { SiteCache } from './queries.ts'

/** Applies a site's cross-origin rules, and its language, to everything public below it. */
export function siteRules(sites: SiteCache) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const site = await sites.get(c.req.param('site') ?? '')
    c.set('locale', site.policy.text.locale)
    if (c.req.method === 'OPTIONS') return preflight(c, site.origins)
    allowOrigin(c, site.origins)
    return next()
  })
}

const request = { params: z.object({ site: z.string() }) }
const WidgetSettings = z.object({
  site: z.string(),
  name: z.string(),
  locale: z.string(),
  captcha: z.object({ provider: z.string(), siteKey: z.string().optional() }),
  limits: z.object({ text: z.int(), name: z.int() }),
  editWindowMinutes: z.number(),
  nesting: z.int(),
  honeypot: z.string(),
  identity: z.object({ taken: z.boolean(), required: z.boolean() }),
  mail: z.boolean().openapi({ description: 'Whether authors can hear by e-mail what becomes of a comment' }),
  open: z.boolean(),
})
const Challenge = z.object({
  parameters: z
    .object({
      algorithm: z.string(),
      nonce: z.string(),
      salt: z.string(),
      cost: z.int().openapi({ description: 'Rounds of the derivation' }),
      keyLength: z.int().openapi({ description: 'In bytes' }),
      keyPrefix: z.string().openapi({ description: 'What the derived key has to begin with, in hex' }),
      keySignature: z.string().optional(),
      data: z.object({
        site: z.uuid(),
        expiresAt: z.int().openapi({ description: 'In seconds since 1970' }),
      }),
    })
    .openapi({ description: 'Version 2 of altcha' }),
  signature: z.string(),
})
const DESCRIBED = [
  createRoute({
    method: 'get',
    path: '/{site}/widget',
    summary: 'What the widget needs: captcha and its site key, limits, locale, honeypot',
    request,
    responses: { 200: answer('Settings of the site for its widget', WidgetSettings) },
  }),
  createRoute({
    method: 'get',
    path: '/{site}/captcha/challenge',
    summary: 'A proof-of-work challenge, for altcha',
    request,
    responses: { 200: answer('The challenge, good for ten minutes', Challenge) },
  }),
]

/** What the widget needs to know before a reader writes. */
export function siteRoutes(deps: Deps, sites: SiteCache) {
  const routes = router()
  for (const path of DESCRIBED) routes.openAPIRegistry.registerPath(path)
  return routes
    .get('/:site/widget', async (c) => {
      const site = await sites.get(c.req.param('site'))
      const { policy } = site
      const headers = { ...publicHeaders(site, [], 'public, max-age=60'), vary: 'Origin' }
      const settings = {
        site: site.slug,
        name: site.name,
        locale: policy.text.locale,
        captcha: policy.checks['captcha']?.on === false ? { provider: 'none' } : publicCaptcha(deps.config),
        limits: { text: policy.text.maxLength, name: 80 },
        editWindowMinutes: policy.threads.editWindowMinutes,
        nesting: policy.threads.nesting,
        honeypot: HONEYPOT,
        identity: { taken: policy.identity.keys !== 'none', required: policy.identity.required },
        mail: deps.config.SMTP_URL !== undefined,
        open: true,
      }
      return c.json(settings, 200, headers)
    })
    .get('/:site/captcha/challenge', async (c) => {
      const site = await sites.get(c.req.param('site'))
      c.header('cache-control', 'no-store')
      return c.json(await createChallenge(deps.secret, { siteId: site.id, now: deps.now() }))
    })
}
