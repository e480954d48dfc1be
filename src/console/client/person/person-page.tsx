import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { get } from '../api.ts'
import { plural } from '../format.ts'
import { hrefOf, usePlace } from '../router.ts'
import type { Item, Me } from '../types.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Field } from '../ui/field.tsx'
import { FieldForm, NO_TROUBLE, type Troubles, troublesIn } from '../ui/field-form.tsx'
import { typedIn } from '../ui/form.tsx'
import { useLoaded } from '../ui/load.ts'
import { useSite } from '../ui/use-site.ts'
import { type Found, lookUp } from './disclosure.ts'
import type { Person } from './erase.ts'
import { FoundCard } from './found.tsx'

/** What a person may demand: to be told what is kept about them, and that it is erased. */
export function PersonPage({ me }: { readonly me: Me }) {
  const { site, name } = useSite(me)
  const commentId = usePlace().query.get('comment')
  return (
    <main class="page" id="main">
      <header>
        <h1>Personal data at {name}</h1>
        <p>
          A person may ask what is kept about them, and that it is erased. First make sure that it is really
          them who ask.
        </p>
      </header>
      {me.role !== 'admin' ? (
        <p class="note bad">Only admins can look here.</p>
      ) : commentId === null ? (
        <ByEmail key={site} site={site} />
      ) : (
        <ByComment key={`${site} ${commentId}`} site={site} commentId={commentId} />
      )}
    </main>
  )
}

function ByEmail({ site }: { readonly site: string }) {
  return (
    <>
      <LookUp
        title="By e-mail address"
        site={site}
        personOf={(form) => ({ email: typedIn(form, 'email') })}
        fields={(trouble) => (
          <Field
            label="Address that they gave"
            help="Finds everything written with it on this site, and the notices sent with it."
            trouble={trouble.get('email')}
          >
            {(shared) => (
              <input {...shared} name="email" type="email" maxLength={254} autocapitalize="none" />
            )}
          </Field>
        )}
      />
      <section class="card stack">
        <h2>Who gave no address</h2>
        <p>
          <a href={hrefOf('search', null, { site })}>Search</a> for one of their comments and open its record
          or its author’s page. “Personal data” there finds what its author wrote.
        </p>
      </section>
    </>
  )
}

type ByCommentProps = { readonly site: string; readonly commentId: string }

function ByComment({ site, commentId }: ByCommentProps) {
  const isOfOne = usePlace().query.get('scope') === 'comment'
  const { value, error } = useLoaded(commentId, () =>
    get<Item>(`/v1/review/comments/${encodeURIComponent(commentId)}`, { site }),
  )
  if (error) return <p class="note bad">{error}</p>
  if (value === null) return <p class="empty">Fetching the comment…</p>
  return (
    <>
      <LookUp
        title="By one of their comments"
        site={site}
        personOf={(form) => ({
          commentId,
          scope: typedIn(form, 'scope') === 'author' ? 'author' : 'comment',
        })}
        fields={() => (
          <fieldset class="choices field">
            <legend>
              Of <a href={hrefOf('comment', commentId, { site })}>a comment</a> by{' '}
              <bdi>{value.comment.author.name}</bdi>
            </legend>
            <label class="check">
              <input type="radio" name="scope" value="author" defaultChecked={!isOfOne} />
              Everything by its author
            </label>
            <label class="check">
              <input type="radio" name="scope" value="comment" defaultChecked={isOfOne} />
              This comment alone
            </label>
          </fieldset>
        )}
      />
      <p>
        Did they give an address? <a href={hrefOf('person', null, { site })}>Look by that</a>.
      </p>
    </>
  )
}

type LookUpProps = {
  readonly title: string
  readonly site: string
  personOf(form: HTMLFormElement): Person
  fields(trouble: Troubles): ComponentChildren
}

/** Looks for what is kept about a person, and shows it below; once something was erased, it looks again. */
function LookUp({ title, site, personOf, fields }: LookUpProps) {
  const [found, setFound] = useState<Found | null>(null)
  const [soFar, setSoFar] = useState(0)
  const { trouble, busy, attempt } = useAttempt(NO_TROUBLE, troublesIn)
  const look = (person: Person) =>
    attempt(async () => {
      setFound(null)
      setSoFar(0)
      setFound(await lookUp(site, person, setSoFar))
    })
  return (
    <>
      <FieldForm
        title={title}
        trouble={trouble}
        busy={busy}
        button="Look up"
        onSend={(form) => look(personOf(form))}
      >
        {fields(trouble)}
        {busy && <p role="status">{plural(soFar, 'comment')} so far…</p>}
      </FieldForm>
      {found && (
        <FoundCard
          key={found.at.getTime()}
          site={site}
          found={found}
          onErased={() => void look(found.person)}
        />
      )}
    </>
  )
}
