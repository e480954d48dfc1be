import type { Challenge } from 'altcha-lib/types'
import { call, Problem } from '../api.ts'
import { within } from '../third-party.ts'
import type { Widget } from '../widget.ts'

/** A token that was made but not spent: a refusal for another reason does not cost it. */
type Made = { readonly token: string | null; readonly madeAt: number }

/** Whether the third party's script has loaded; a script that failed to load is not waited for again. */
let preparing: Promise<boolean> | undefined
const isLoaded = () => true
const isNotLoaded = () => false

const tokens = new Map<string, Promise<Made>>()

/** Shorter than the ten minutes a proof of work is good for. */
const KEPT_MS = 8 * 60_000

/**
 * Prepares what can be done before the reader sends: our own proof of work is solved while they write, and a third
 * party's script is loaded if they allowed it.
 */
export function prepareCaptcha(widget: Widget): void {
  if (thirdParty(widget) === null) void proof(widget).catch(() => undefined)
  else preparing ??= askThirdParty(widget, 'prepare').then(isLoaded, isNotLoaded)
}

/**
 * The token for the next comment; null if none is needed. If the third party is not allowed, does not load or does
 * not answer, our own proof of work takes its place.
 */
export async function captchaToken(widget: Widget): Promise<string | null> {
  if (widget.store.get().info?.captcha.provider === 'none') return null
  if (thirdParty(widget) !== null) {
    prepareCaptcha(widget)
    const token = (await preparing) && (await askThirdParty(widget, 'token').catch(() => undefined))
    if (token) return token
  }
  return (await proof(widget)).token
}

/** Whether the reader allowed third parties. */
export function hasConsent({ host }: Widget): boolean {
  return host.getAttribute('consent') === 'granted'
}

/** The next comment needs another token. */
export function spendToken(widget: Widget): void {
  tokens.delete(widget.settings.siteUrl)
}

function thirdParty(widget: Widget): string | null {
  const provider = widget.store.get().info?.captcha.provider ?? 'altcha'
  return provider === 'altcha' || provider === 'none' || !hasConsent(widget) ? null : provider
}

async function proof(widget: Widget): Promise<Made> {
  const { siteUrl } = widget.settings
  if (widget.store.get().info?.captcha.provider === 'none') return { token: null, madeAt: 0 }
  const known = await tokens.get(siteUrl)?.catch(() => undefined)
  if (known !== undefined && Date.now() - known.madeAt < KEPT_MS) return known
  const making = prove(widget)
  tokens.set(siteUrl, making)
  making.catch(() => tokens.delete(siteUrl))
  return making
}

/** A proof of work, solved off the page's own thread. */
async function prove({ settings, loadPart }: Widget): Promise<Made> {
  // On a page without https a browser has no cryptography: waiting for a connection would never end.
  if (crypto.subtle === undefined) throw new Problem(403, { type: 'captcha-failed' })
  const [{ solve }, challenge] = await Promise.all([
    loadPart<typeof import('../parts/proof.ts')>('proof'),
    call<Challenge>(`${settings.siteUrl}/captcha/challenge`, { cache: 'no-cache' }),
  ])
  return { token: await solve(challenge), madeAt: Date.now() }
}

async function askThirdParty(widget: Widget, what: 'prepare' | 'token'): Promise<string | undefined> {
  const { captcha } = widget.store.get().info ?? {}
  if (captcha?.siteKey === undefined) return undefined
  const options = { siteKey: captcha.siteKey, host: widget.host }
  switch (captcha.provider) {
    case 'recaptcha-v3':
    case 'recaptcha-enterprise': {
      const { recaptcha } = await widget.loadPart<typeof import('../parts/recaptcha.ts')>('recaptcha')
      return await within(recaptcha({ ...options, isEnterprise: captcha.provider !== 'recaptcha-v3' }, what))
    }
    case 'turnstile': {
      const { turnstile } = await widget.loadPart<typeof import('../parts/turnstile.ts')>('turnstile')
      return await turnstile(options, what)
    }
    case 'hcaptcha': {
      const { hcaptcha } = await widget.loadPart<typeof import('../parts/hcaptcha.ts')>('hcaptcha')
      return await hcaptcha(options, what)
    }
    default:
      return undefined
  }
}
