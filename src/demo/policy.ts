import type { CaptchaProviderName } from '../config.ts'

type Sources = { readonly script: string; readonly frame: string; readonly connect: string }

const NONE: Sources = { script: '', frame: '', connect: '' }
const GOOGLE: Sources = {
  script: ' https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/',
  frame: ' https://www.google.com/recaptcha/ https://recaptcha.google.com/recaptcha/',
  connect: ' https://www.google.com/recaptcha/',
}
const CLOUDFLARE = 'https://challenges.cloudflare.com'
const HCAPTCHA = 'https://hcaptcha.com https://*.hcaptcha.com'

/** What each captcha needs in a page's policy, by its provider's manual; ours needs nothing. */
const SOURCES: Readonly<Record<CaptchaProviderName, Sources>> = {
  none: NONE,
  altcha: NONE,
  'recaptcha-v3': GOOGLE,
  'recaptcha-enterprise': GOOGLE,
  turnstile: { script: ` ${CLOUDFLARE}`, frame: ` ${CLOUDFLARE}`, connect: '' },
  hcaptcha: { script: ` ${HCAPTCHA}`, frame: ` ${HCAPTCHA}`, connect: ` ${HCAPTCHA}` },
}

export function isThirdParty(provider: CaptchaProviderName): boolean {
  return SOURCES[provider] !== NONE
}

/**
 * The strictest policy under which the widget works: no inline script or style, nothing from elsewhere but the chosen
 * captcha.
 */
export function demoPolicy(provider: CaptchaProviderName): string {
  const { script, frame, connect } = SOURCES[provider]
  return [
    "default-src 'none'",
    `script-src 'self'${script}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${connect}`,
    `frame-src ${frame === '' ? "'none'" : frame.trim()}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
