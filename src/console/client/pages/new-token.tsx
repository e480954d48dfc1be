import { useState } from 'preact/hooks'
import { call, serviceTime, troubleIn } from '../api.ts'
import type { Me } from '../types.ts'
import { useAttempt } from '../ui/attempt.ts'
import { submits, typedIn } from '../ui/form.tsx'
import { SecretDialog } from '../ui/secret-dialog.tsx'

type Made = { readonly name: string; readonly token: string }
const LIVES = [
  ['', 'until it is ended'],
  ['1', 'for a day'],
  ['30', 'for 30 days'],
  ['365', 'for a year'],
] as const
const DAY_MS = 86_400_000

/** Makes a token and shows its secret, this once. */
export function NewToken({ sites, onDone }: { readonly sites: Me['sites']; onDone(): void }) {
  const [made, setMade] = useState<Made | null>(null)
  const { trouble, attempt } = useAttempt<string | null>(null, troubleIn)
  const make = async (form: HTMLFormElement) => {
    const site = typedIn(form, 'site')
    const days = Number(typedIn(form, 'days'))
    const answer = await call<Made>('POST', '/v1/admin/tokens', {
      name: typedIn(form, 'name'),
      role: typedIn(form, 'role'),
      ...(site && { sites: [site] }),
      ...(days > 0 && { expiresAt: new Date(serviceTime().getTime() + days * DAY_MS).toISOString() }),
    })
    form.reset()
    setMade(answer)
  }
  const submit = async (form: HTMLFormElement) => {
    await attempt(() => make(form))
    // A token whose answer was lost is in the list all the same, and can be ended there: nobody knows its secret.
    onDone()
  }
  return (
    <>
      <form class="card stack" onSubmit={submits(submit)}>
        <div class="row">
          <TokenFields sites={sites} describedBy={trouble === null ? undefined : 'new-token-trouble'} />
          <button type="submit">Make a token</button>
        </div>
        {trouble && (
          <p class="note bad" id="new-token-trouble" role="alert">
            {trouble}
          </p>
        )}
      </form>
      {made && (
        <SecretDialog
          title={`The token of ${made.name}`}
          kind="Token"
          secret={made.token}
          toDo="Copy it and hand it over"
          onClose={() => setMade(null)}
        />
      )}
    </>
  )
}

type FieldsProps = { readonly sites: Me['sites']; readonly describedBy: string | undefined }

function TokenFields({ sites, describedBy }: FieldsProps) {
  return (
    <>
      <label class="field">
        Whose
        <input name="name" required maxLength={100} autocomplete="off" aria-describedby={describedBy} />
      </label>
      <label class="field">
        Role
        <select name="role">
          <option value="moderator">moderator</option>
          <option value="admin">admin</option>
        </select>
      </label>
      {sites.length > 1 && (
        <label class="field">
          Site
          <select name="site">
            <option value="">all sites</option>
            {sites.map(({ slug, name }) => (
              <option key={slug} value={slug}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="field">
        Works
        <select name="days">
          {LIVES.map(([days, name]) => (
            <option key={days} value={days}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}
