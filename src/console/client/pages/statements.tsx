import { useState } from 'preact/hooks'
import type { StatementText } from '../../../admin/statements.ts'
import { call, get, messageOf } from '../api.ts'
import type { Json, Me } from '../types.ts'
import { useDraft } from '../ui/drafts.ts'
import { submits } from '../ui/form.tsx'
import { useLoaded } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'
import { useSite } from '../ui/use-site.ts'
import { reasonName } from '../wording.ts'

type Statement = Json<StatementText>
type Answer = { readonly locales: readonly string[]; readonly items: readonly Statement[] }

/** What an author reads when a comment is rejected, for each reason in each language. */
export function StatementsPage({ me }: { readonly me: Me }) {
  const { site, name } = useSite(me)
  const loaded = useLoaded(site, () => get<Answer>(`/v1/admin/sites/${site}/statements`))
  const [chosen, setLocale] = useState('')
  const answer = loaded.value
  const locale = answer?.locales.includes(chosen) ? chosen : (answer?.locales[0] ?? 'en')
  return (
    <main class="page" id="main">
      <header>
        <h1>Reasons of {name}</h1>
        <p>
          What the author of a rejected comment reads, beside what was found and how to appeal. A decision
          keeps the words it was given; a change counts from the next one on.
        </p>
        {answer && answer.locales.length > 1 && (
          <label class="row">
            Language
            <select value={locale} onChange={(event) => setLocale(event.currentTarget.value)}>
              {answer.locales.map((code) => (
                <option key={code} value={code}>
                  {languageName(code)}
                </option>
              ))}
            </select>
          </label>
        )}
      </header>
      {loaded.error && <p class="note bad">{loaded.error}</p>}
      <ul class="stack">
        {answer?.items
          .filter((item) => item.locale === locale)
          .map((item) => (
            <li key={`${item.reason} ${item.locale} ${item.clause}`}>
              <StatementForm site={site} item={item} onSaved={loaded.reload} />
            </li>
          ))}
      </ul>
    </main>
  )
}

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' })

function languageName(code: string): string {
  const name = LANGUAGES.of(code)
  return name === undefined || name === code ? code : `${name} (${code})`
}

function StatementForm({
  site,
  item,
  onSaved,
}: {
  readonly site: string
  readonly item: Statement
  onSaved(): Promise<unknown>
}) {
  const about = `statement ${site} ${item.reason} ${item.locale}`
  const { draft: text, change, taken } = useDraft(about, item.clause)
  const path = `/v1/admin/sites/${site}/statements/${item.reason}/${item.locale}`
  const act = async (method: 'PUT' | 'DELETE', done: string) => {
    try {
      await call(method, path, method === 'PUT' ? { clause: text.trim() } : undefined)
      toast(done)
      await onSaved()
      taken(text)
    } catch (error) {
      toast(messageOf(error))
    }
  }
  const id = `clause-${item.reason}-${item.locale}`
  return (
    <form class="card field" onSubmit={submits(() => act('PUT', 'Saved. The next decision will use it.'))}>
      <label for={id}>{reasonName(item.reason)}</label>
      <textarea
        id={id}
        lang={item.locale}
        rows={2}
        maxLength={1000}
        required
        value={text}
        onInput={({ currentTarget }) => change(() => currentTarget.value)}
      />
      <p class="row">
        <button type="submit" disabled={text.trim() === item.clause || text.trim() === ''}>
          Save
        </button>
        {item.own && (
          <button type="button" class="link" onClick={() => void act('DELETE', 'Back to the standard text.')}>
            Back to the standard text
          </button>
        )}
        {item.own && <small>Standard: {item.standard}</small>}
      </p>
    </form>
  )
}
