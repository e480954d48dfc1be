import type { Widget } from '../widget.ts'

/** From now on the reader writes with the site's own token, or with none; forms that asked for another are answered. */
export function signIn({ store, speak }: Widget, identity: string | null): void {
  const asked = [speak.text('signIn'), speak.text('signInAgain')]
  const writing = Object.entries(store.get().writing).map(([place, form]) => {
    const isAnswered = asked.includes(form.errors['form'] ?? '')
    return [place, isAnswered ? { ...form, errors: {} } : form] as const
  })
  store.set({
    identity,
    signedIn: identity === null ? null : nameIn(identity),
    writing: Object.fromEntries(writing),
  })
}

/** In the form that the service takes. */
export function loginOf(identity: string | null): Readonly<Record<string, string>> {
  return identity === null ? {} : { authorization: `Bearer ${identity}` }
}

/**
 * The name in a reader's token, only to show whom they write as: the service checks the signature. Null for a token
 * without a name.
 */
function nameIn(token: string): string | null {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0))
    const { name } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly name?: unknown }
    return typeof name === 'string' && name.trim() !== '' ? name : null
  } catch {
    return null
  }
}
