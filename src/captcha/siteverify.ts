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

/** What differs between the services that speak `siteverify`. */
type SiteverifyOptions = {
  readonly name: string
  readonly url: string
  readonly secret: string
  readonly maxAgeMs: number
  readonly fetch: typeof fetch
  /** Whether a score must be there, and how it becomes 0 for a bot to 1 for a human. */
  readonly score: 'required' | 'inverted' | 'none'
  readonly hasAction: boolean
  /** Further form fields of a request. */
  readonly fields?: (request: CaptchaRequest) => Readonly<Record<string, string>>
}

const Reply = z.object({
  success: z.boolean(),
  challenge_ts: z.string().optional(),
  hostname: z.string().min(1).optional(),
  score: z.number().min(0).max(1).optional(),
  action: z.string().optional(),
  'error-codes': z.array(z.string()).optional(),
})
type Reply = z.infer<typeof Reply>

/** Codes that blame us or the service, not the reader's token. */
const OURS = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'bad-request',
  'invalid-keys',
  'internal-error',
  'sitekey-secret-mismatch',
  'missing-remoteip',
  'invalid-remoteip',
])

/**
 * reCAPTCHA v3, Turnstile and hCaptcha: one form POST and one JSON answer, whose members are compared with the site.
 */
export function siteverify(options: SiteverifyOptions): Provider {
  return {
    name: options.name,
    async ask(token, request, timeoutMs) {
      const fields = { secret: options.secret, response: token, remoteip: request.address }
      const body = new URLSearchParams({ ...fields, ...options.fields?.(request) })
      try {
        const reply = await call(options.fetch, { url: options.url, body, timeoutMs })
        const parsed = Reply.safeParse(jsonOf(reply))
        if (!parsed.success) return { is: 'unavailable', why: 'answered in another form' }
        return judge(parsed.data, request, options)
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error
        return { is: 'unavailable', why: error.message }
      }
    },
  }
}

function judge(reply: Reply, { hostnames, now }: CaptchaRequest, options: SiteverifyOptions): Answer {
  if (!reply.success) {
    const codes = reply['error-codes'] ?? []
    const ours = codes.find((code) => OURS.has(code))
    return ours === undefined ? { is: 'bad', why: wordOf(codes[0]) } : { is: 'unavailable', why: ours }
  }
  if (reply.hostname === undefined) return { is: 'unavailable', why: 'named no hostname' }
  if (!hostMatches(hostnames, reply.hostname)) return { is: 'bad', why: 'token of another site' }
  if (options.hasAction && reply.action !== ACTION) return { is: 'bad', why: 'token of another action' }
  const fresh = isFresh(reply.challenge_ts, options.maxAgeMs, now)
  if (fresh === undefined) return { is: 'unavailable', why: 'named no time' }
  if (!fresh) return { is: 'bad', why: 'token too old' }
  if (options.score === 'required' && reply.score === undefined)
    return { is: 'unavailable', why: 'named no score' }
  const expiresAt = new Date(now.getTime() + options.maxAgeMs + 120_000)
  return { is: 'good', score: humanScore(reply.score, options.score), expiresAt }
}

function humanScore(score: number | undefined, direction: SiteverifyOptions['score']): number | null {
  if (score === undefined || direction === 'none') return null
  return direction === 'inverted' ? 1 - score : score
}
