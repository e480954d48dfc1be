import { useLayoutEffect, useRef } from 'preact/hooks'
import type { SignInProblem } from '../../oidc.ts'
import { get, messageOf } from '../api.ts'
import { currentPlace } from '../router.ts'
import { signIn } from '../session.ts'
import { useAttempt } from '../ui/attempt.ts'
import { submits, typedIn } from '../ui/form.tsx'
import { useLoaded } from '../ui/load.ts'

type Ways = { readonly oidc: { readonly name: string; readonly href: string } | null }

/** What went wrong on the way back from the newsroom's own sign-in. */
const PROBLEMS: Readonly<Record<SignInProblem, string>> = {
  'oidc-forbidden': 'You are known, but nobody has given you a role at this desk. Ask an administrator.',
  'oidc-expired': 'That took too long. Start again.',
  'oidc-failed': 'The sign-in did not come about. Start again, or use a token.',
  'oidc-unavailable': 'The newsroom’s sign-in does not answer. Try again, or use a token.',
}

function problemOf(code: string | null): string | null {
  if (code === null) return null
  return Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as SignInProblem] : PROBLEMS['oidc-failed']
}

export function SignInPage({ message }: { readonly message: string | null }) {
  const { trouble: error, busy, attempt } = useAttempt<string | null>(null, messageOf)
  const ways = useLoaded('ways', () => get<Ways>('/console/sign-in'))
  const oidc = ways.value?.oidc ?? null
  const said = message ?? problemOf(currentPlace().query.get('problem'))
  const submit = (form: HTMLFormElement) => attempt(() => signIn(typedIn(form, 'token')))
  return (
    <main class="sign-in" id="main">
      <form onSubmit={submits(submit)}>
        <h1 class="brand">
          <img src="/console/icon.svg" alt="" /> Postbag desk
        </h1>
        {said && !error && (
          <p class="note" role="alert">
            {said}
          </p>
        )}
        {oidc && (
          <>
            <a class="button primary" href={oidc.href} target="_self">
              {oidc.name}
            </a>
            <p class="or">or</p>
          </>
        )}
        <TokenField error={error} />
        <button type="submit" class="primary" aria-disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  )
}

function TokenField({ error }: { readonly error: string | null }) {
  const field = useRef<HTMLInputElement>(null)
  // Browsers heed `autofocus` only while a page loads; a session may end long after that.
  useLayoutEffect(() => field.current?.focus(), [error])
  return (
    <div class="field">
      <label for="token">Your token</label>
      <input
        id="token"
        name="token"
        type="password"
        autocomplete="current-password"
        required
        ref={field}
        // A token is pasted whole: keys meant for the desk may have fallen in here as the session ended.
        onPaste={(event) => event.currentTarget.select()}
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
  )
}
