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
    ...personIn(identity),
    writing: Object.fromEntries(writing),
  })
}

/** In the form that the service takes. */
export function loginOf(identity: string | null): Readonly<Record<string, string>> {
  return identity === null ? {} : { authorization: `Bearer ${identity}` }
}

/**
 * Whom a reader's token names, only to show whom they write as and to keep apart what several readers wrote in one
 * browser: the service checks the signature. Null for what it does not tell.
 */
function personIn(identity: string | null): {
  readonly reader: string | null
  readonly signedIn: string | null
} {
  try {
    const payload = (identity?.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0))
    const { sub, name } = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>
    return { reader: shown(sub), signedIn: shown(name) }
  } catch {
    return { reader: null, signedIn: null }
  }
}

function shown(claim: unknown): string | null {
  return typeof claim === 'string' && claim.trim() !== '' ? claim : null
}
