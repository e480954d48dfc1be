import { z } from 'zod'
import { CallFailed, call, jsonOf } from '../http/call.ts'
import {
  ACTION,
  type Answer,
  type CaptchaRequest,
  hostMatches,
  isFresh,
  type Provider,
  wordOf,
} from './provider.ts'

const MAX_AGE_MS = 120_000

const Assessment = z.object({
  riskAnalysis: z.object({ score: z.number().min(0).max(1).optional() }).optional(),
  tokenProperties: z.object({
    valid: z.boolean(),
    invalidReason: z.string().optional(),
    hostname: z.string().optional(),
    action: z.string().optional(),
    createTime: z.string().optional(),
  }),
})

/** reCAPTCHA Enterprise: `projects.assessments.create`, the key in a header so that no log of addresses holds it. */
export function recaptchaEnterprise(options: {
  readonly url: string
  readonly project: string
  readonly apiKey: string
  readonly siteKey: string
  readonly fetch: typeof fetch
}): Provider {
  const url = `${options.url}/v1/projects/${encodeURIComponent(options.project)}/assessments`
  const headers = { 'content-type': 'application/json', 'x-goog-api-key': options.apiKey }
  return {
    name: 'recaptcha-enterprise',
    async ask(token, request, timeoutMs) {
      const event = {
        token,
        siteKey: options.siteKey,
        expectedAction: ACTION,
        userIpAddress: request.address,
      }
      try {
        const reply = await call(options.fetch, { url, headers, body: JSON.stringify({ event }), timeoutMs })
        const parsed = Assessment.safeParse(jsonOf(reply))
        if (!parsed.success) return { is: 'unavailable', why: 'answered in another form' }
        return judge(parsed.data, request)
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error
        return { is: 'unavailable', why: error.message }
      }
    },
  }
}

function judge(
  { riskAnalysis, tokenProperties }: z.infer<typeof Assessment>,
  request: CaptchaRequest,
): Answer {
  const { valid, invalidReason, hostname, action, createTime } = tokenProperties
  if (!valid) return { is: 'bad', why: wordOf(invalidReason) }
  if (hostname === undefined || riskAnalysis?.score === undefined)
    return { is: 'unavailable', why: 'answer incomplete' }
  if (!hostMatches(request.hostnames, hostname)) return { is: 'bad', why: 'token of another site' }
  if (action !== ACTION) return { is: 'bad', why: 'token of another action' }
  const fresh = isFresh(createTime, MAX_AGE_MS, request.now)
  if (fresh === undefined) return { is: 'unavailable', why: 'named no time' }
  if (!fresh) return { is: 'bad', why: 'token too old' }
  return {
    is: 'good',
    score: riskAnalysis.score,
    expiresAt: new Date(request.now.getTime() + 2 * MAX_AGE_MS),
  }
}
