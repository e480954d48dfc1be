import { useState } from 'preact/hooks'
import { hrefOf } from '../router.ts'
import type { Me } from '../types.ts'
import { submits, typedIn } from '../ui/form.tsx'
import { useSite } from '../ui/use-site.ts'
import { EraseDialog } from './erase-dialog.tsx'

/** What a person may demand: that everything they wrote under an e-mail address is erased. */
export function ErasurePage({ me }: { readonly me: Me }) {
  const { site, name } = useSite(me)
  return (
    <main class="page" id="main">
      <header>
        <h1>Personal data at {name}</h1>
        <p>
          A person may ask that what they wrote is erased. First make sure that it is really them who ask.
        </p>
      </header>
      {me.role === 'admin' ? <ByEmail site={site} /> : <p class="note bad">Only admins can erase.</p>}
    </main>
  )
}

function ByEmail({ site }: { readonly site: string }) {
  const [email, ask] = useState<string | null>(null)
  const close = () => ask(null)
  return (
    <>
      <form class="card stack" onSubmit={submits((form) => ask(typedIn(form, 'email')))}>
        <h2>Erase by e-mail address</h2>
        <div class="field">
          <label for="erase-email">Address that they gave</label>
          <input
            id="erase-email"
            name="email"
            type="email"
            required
            maxLength={254}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-describedby="erase-email-help"
          />
          <small id="erase-email-help">
            Everything written with it, on this site. You are asked once more before anything goes.
          </small>
        </div>
        <p class="row">
          <button type="submit" aria-haspopup="dialog">
            Erase…
          </button>
        </p>
      </form>
      <section class="card stack">
        <h2>Who gave no address</h2>
        <p>
          <a href={hrefOf('search', null, { site })}>Search</a> for one of their comments and open its record
          or its author’s page: both can erase what its author wrote.
        </p>
      </section>
      {email !== null && (
        <EraseDialog
          title="Erase everything under this address?"
          site={site}
          personOf={() => ({ email })}
          onDone={close}
          onClose={close}
        >
          <p class="words">
            Everything that was written with <b>{email}</b>.
          </p>
        </EraseDialog>
      )}
    </>
  )
}
