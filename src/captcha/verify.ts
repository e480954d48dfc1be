import type { Finding } from '../checks/check.ts'
import type { Config } from '../config.ts'
import { beforeStoring } from '../db/in-time.ts'
import type { Deps } from '../deps.ts'
import { keyedHash } from '../hash.ts'
import { altcha } from './altcha.ts'
import { withBreaker } from './breaker.ts'
import { recaptchaEnterprise } from './enterprise.ts'
import type { Answer, CaptchaRequest, Provider } from './provider.ts'
import { siteverify } from './siteverify.ts'

/** Refused, or a finding and the token to be spent by the transaction that stores the comment. */
type CaptchaVerdict =
  | { readonly refused: 'captcha-failed' | 'captcha-score-failed'; readonly detail: string }
  | {
      readonly finding: Finding
      readonly spend: { readonly tokenHash: Uint8Array; readonly expiresAt: Date } | null
    }

const MAX_TOKEN = 4_096

/**
 * Verifies the tokens of this service's captcha. A score is evidence: below the site's refuse line it refuses, below
 * the hold line it is a mark. A failing provider is `unavailable`, never the reader's fault. Where a third party is
 * configured our own proof of work is accepted too, so that a reader who did not consent to the third party is not
 * refused.
 */
export function captchaVerifier(
  deps: Pick<Deps, 'config' | 'fetch' | 'secret' | 'log' | 'metrics'>,
): (request: CaptchaRequest) => Promise<CaptchaVerdict> {
  const own = altcha(deps.secret)
  const provider = providerOf(deps)
  if (provider === null) {
    return async () => ({ finding: { outcome: 'clear', detail: 'no captcha is used' }, spend: null })
  }
  deps.metrics.breakers.set({ provider: provider.name }, 0)
  const guarded = withBreaker(provider, {
    clock: () => performance.now(),
    changed: (open, why) => {
      deps.metrics.breakers.set({ provider: provider.name }, open ? 1 : 0)
      if (open) deps.log.warn({ provider: provider.name, why }, 'captcha.unavailable')
      else deps.log.info({ provider: provider.name }, 'captcha.back')
    },
  })
  return async (request) => {
    const { token } = request
    if (token === null || token === '') return { refused: 'captcha-failed', detail: 'no token' }
    if (token.length > MAX_TOKEN) return { refused: 'captcha-failed', detail: 'token too long' }
    const asked = provider.name !== own.name && isProofOfWork(token) ? own : guarded
    const asking = asked.ask(token, request, deps.config.CAPTCHA_TIMEOUT_MS)
    const answer = await beforeStoring(asking, NO_TIME)
    return weigh(answer, asked.name, request, deps.secret)
  }
}

const NO_TIME: Answer = { is: 'unavailable', why: 'no time was left for it' }

function weigh(answer: Answer, name: string, request: CaptchaRequest, secret: string): CaptchaVerdict {
  if (answer.is === 'bad') return { refused: 'captcha-failed', detail: answer.why }
  if (answer.is === 'unavailable') {
    return { finding: { outcome: 'unavailable', detail: `${name}: ${answer.why}` }, spend: null }
  }
  const { score } = answer
  const { refuseBelow, holdBelow } = request.policy
  if (score !== null && score < refuseBelow) {
    return { refused: 'captcha-score-failed', detail: `${name} score ${score}` }
  }
  const tokenHash = keyedHash(secret, 'captcha', request.siteId, answer.id ?? request.token ?? '')
  const spend = { tokenHash, expiresAt: answer.expiresAt }
  if (score === null) return { finding: { outcome: 'clear', detail: `${name}: passed` }, spend }
  const finding: Finding = {
    outcome: score < holdBelow ? 'suspect' : 'clear',
    score: 1 - score,
    detail: `${name} score ${score}`,
  }
  return { finding, spend }
}

function providerOf({ config, fetch, secret }: Pick<Deps, 'config' | 'fetch' | 'secret'>): Provider | null {
  switch (config.CAPTCHA) {
    case 'none':
      return null
    case 'altcha':
      return altcha(secret)
    case 'recaptcha-enterprise':
      return recaptchaEnterprise({
        url: config.RECAPTCHA_VERIFY_URL ?? 'https://recaptchaenterprise.googleapis.com',
        project: config.RECAPTCHA_PROJECT ?? '',
        apiKey: config.RECAPTCHA_API_KEY ?? '',
        siteKey: config.RECAPTCHA_SITE_KEY ?? '',
        fetch,
      })
    default:
      return siteverify({ ...siteverifyOptions(config, config.CAPTCHA), fetch })
  }
}

function siteverifyOptions(config: Config, name: 'recaptcha-v3' | 'turnstile' | 'hcaptcha') {
  switch (name) {
    case 'recaptcha-v3':
      return {
        name,
        url: config.RECAPTCHA_VERIFY_URL ?? 'https://www.google.com/recaptcha/api/siteverify',
        secret: config.RECAPTCHA_SECRET_KEY ?? '',
        maxAgeMs: 120_000,
        score: 'required',
        hasAction: true,
      } as const
    case 'turnstile':
      return {
        name,
        url: config.TURNSTILE_VERIFY_URL,
        secret: config.TURNSTILE_SECRET_KEY ?? '',
        maxAgeMs: 300_000,
        score: 'none',
        hasAction: true,
        fields: ({ attemptId }: CaptchaRequest) => ({ idempotency_key: attemptId }),
      } as const
    case 'hcaptcha':
      return {
        name,
        url: config.HCAPTCHA_VERIFY_URL,
        secret: config.HCAPTCHA_SECRET_KEY ?? '',
        maxAgeMs: 120_000,
        score: 'inverted',
        hasAction: false,
        fields: () => ({ sitekey: config.HCAPTCHA_SITE_KEY ?? '' }),
      } as const
  }
}

/** Our own payloads are base64 of an object that starts with its challenge; no provider's token is. */
function isProofOfWork(token: string): boolean {
  return Buffer.from(token.slice(0, 24), 'base64').toString('latin1').startsWith('{"challenge"')
}
