import { loadScript, PERSON_WITHIN_MS, placeFor, within } from '../third-party.ts'

const SCRIPT = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit'

type Turnstile = {
  render(place: HTMLElement, options: Record<string, unknown>): string
  remove(id: string): void
}

type Options = { readonly siteKey: string; readonly host: HTMLElement }

/** A new token each time; if something must be clicked, it is drawn below the form. */
export async function turnstile(
  { siteKey, host }: Options,
  what: 'prepare' | 'token',
): Promise<string | undefined> {
  await loadScript(SCRIPT)
  if (what === 'prepare') return undefined
  const api = (globalThis as { readonly turnstile?: Turnstile }).turnstile
  if (api === undefined) throw new Error('turnstile is not there')
  let id = ''
  const token = new Promise<string>((resolve, reject) => {
    id = api.render(placeFor(host), {
      sitekey: siteKey,
      action: 'comment',
      appearance: 'interaction-only',
      callback: resolve,
      'error-callback': reject,
    })
  })
  return within(token, PERSON_WITHIN_MS).finally(() => api.remove(id))
}
