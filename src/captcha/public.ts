import type { Config } from '../config.ts'

/** What the widget must know of the captcha: never a secret. */
export function publicCaptcha(config: Config): { readonly provider: string; readonly siteKey?: string } {
  const siteKey = {
    'recaptcha-v3': config.RECAPTCHA_SITE_KEY,
    'recaptcha-enterprise': config.RECAPTCHA_SITE_KEY,
    turnstile: config.TURNSTILE_SITE_KEY,
    hcaptcha: config.HCAPTCHA_SITE_KEY,
    altcha: undefined,
    none: undefined,
  }[config.CAPTCHA]
  return { provider: config.CAPTCHA, ...(siteKey !== undefined && { siteKey }) }
}
