import { loadScript, PERSON_WITHIN_MS, placeFor, within } from '../third-party.ts'

const SCRIPT = 'https://js.hcaptcha.com/1/api.js?render=explicit'

type Hcaptcha = {
  render(place: HTMLElement, options: Record<string, unknown>): string
  execute(id: string, options: { readonly async: true }): Promise<{ readonly response: string }>
  remove(id: string): void
}

type Options = { readonly siteKey: string; readonly host: HTMLElement }

/** A new token each time; a puzzle, if one is required, opens above the page. */
export async function hcaptcha(
  { siteKey, host }: Options,
  what: 'prepare' | 'token',
): Promise<string | undefined> {
  await loadScript(SCRIPT)
  if (what === 'prepare') return undefined
  const api = (globalThis as { readonly hcaptcha?: Hcaptcha }).hcaptcha
  if (api === undefined) throw new Error('hcaptcha is not there')
  const id = api.render(placeFor(host), { sitekey: siteKey, size: 'invisible' })
  return within(api.execute(id, { async: true }), PERSON_WITHIN_MS)
    .then(({ response }) => response)
    .finally(() => api.remove(id))
}
