import { useState } from 'preact/hooks'
import { messageOf } from '../api.ts'
import { signIn } from '../session.ts'

export function SignInPage({ message }: { readonly message: string | null }) {
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (form: HTMLFormElement) => {
    setBusy(true)
    setError(null)
    try {
      await signIn(String(new FormData(form).get('token') ?? '').trim())
    } catch (problem) {
      setError(messageOf(problem))
      form.querySelector('input')?.focus()
    } finally {
      setBusy(false)
    }
  }
  return (
    <main class="sign-in" id="main">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit(event.currentTarget)
        }}
      >
        <h1 class="brand">
          <img src="/console/icon.svg" alt="" /> Postbag desk
        </h1>
        {message && !error && <p class="note">{message}</p>}
        <div class="field">
          <label for="token">Your token</label>
          <input
            id="token"
            name="token"
            type="password"
            autocomplete="current-password"
            required
            autofocus
            aria-invalid={error !== null}
            aria-describedby="token-help"
          />
          <small id="token-help">
            {error ? (
              <strong role="alert">{error}</strong>
            ) : (
              'An administrator gave it to you; the first one is printed when the service starts.'
            )}
          </small>
        </div>
        <button type="submit" class="primary" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  )
}
