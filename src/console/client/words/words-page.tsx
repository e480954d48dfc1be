import { useEffect, useState } from 'preact/hooks'
import { call, fieldErrors, get, messageOf } from '../api.ts'
import { count, plural } from '../format.ts'
import { sameTree, valueAt, withValueAt } from '../policy/draft.ts'
import type { PolicyAnswer } from '../policy/versions.tsx'
import { hrefOf } from '../router.ts'
import type { Me } from '../types.ts'
import { useAttempt } from '../ui/attempt.ts'
import { useDraft } from '../ui/drafts.ts'
import { submits } from '../ui/form.tsx'
import { useLoaded } from '../ui/load.ts'
import { announce, toast } from '../ui/say.tsx'
import { useSite } from '../ui/use-site.ts'
import { TryOut, type TryOutAnswer } from './try-out.tsx'

const DAYS = 30

/** A site's own word lists, tried on the last month before they count. */
export function WordsPage({ me }: { readonly me: Me }) {
  const { site, name } = useSite(me)
  const loaded = useLoaded(site, () => get<PolicyAnswer>(`/v1/admin/sites/${site}/policy`))
  return (
    <main class="page" id="main">
      <header>
        <h1>Words of {name}</h1>
        <p>
          One word or phrase a line. Spelling tricks are seen through: capitals, accents, look-alike and
          invisible letters, and spaces between letters. Patterns are neither needed nor taken.
        </p>
      </header>
      {loaded.error && <p class="note bad">{loaded.error}</p>}
      {loaded.value && (
        <Lists key={`${site} ${loaded.value.version}`} site={site} now={loaded.value} onSaved={loaded.put} />
      )}
    </main>
  )
}

type Texts = { readonly hold: string; readonly reject: string }
const EMPTY: readonly string[] = []

type ListsProps = {
  readonly site: string
  readonly now: PolicyAnswer
  onSaved(now: PolicyAnswer): void
}

/** The lists as they are being changed, and what can be done with them. */
function useLists({ site, now, onSaved }: ListsProps) {
  const stored: Texts = {
    hold: textOf(valueAt(now.own, 'words.hold')),
    reject: textOf(valueAt(now.own, 'words.reject')),
  }
  const builtIn = valueAt(now.own, 'words.builtIn')
  const wasOn = !(Array.isArray(builtIn) && builtIn.length === 0)
  const { draft, change, forget, taken } = useDraft(`words ${site}`, {
    ...stored,
    isOn: wasOn,
    version: now.version,
  })
  const { isOn, version, ...texts } = draft
  const [answer, setAnswer] = useState<TryOutAnswer | null>(null)
  const lists = { hold: wordsOf(texts.hold), reject: wordsOf(texts.reject) }
  const { trouble, busy, attempt } = useAttempt(EMPTY, (error) => troublesIn(error, lists))
  const isChanged =
    isOn !== wasOn || !sameTree(lists, { hold: wordsOf(stored.hold), reject: wordsOf(stored.reject) })
  useEffect(() => setAnswer(null), [texts.hold, texts.reject])

  const look = () =>
    attempt(async () => {
      const path = `/v1/admin/sites/${site}/words/try`
      const found = await call<TryOutAnswer>('POST', path, { ...lists, days: DAYS })
      setAnswer(found)
      announce(`${count(found.held.count)} would have been held, ${count(found.rejected.count)} rejected.`)
    })
  const save = () =>
    attempt(async () => {
      const chosen = (list: readonly string[]) => (list.length > 0 ? list : undefined)
      const held = withValueAt(now.own, 'words.hold', chosen(lists.hold))
      const both = withValueAt(held, 'words.reject', chosen(lists.reject))
      const policy = isOn === wasOn ? both : withValueAt(both, 'words.builtIn', isOn ? undefined : [])
      const saved = await call<PolicyAnswer>('PUT', `/v1/admin/sites/${site}/policy`, {
        policy,
        version,
        note: 'Word lists',
      })
      toast(`The lists are in force, as version ${saved.version} of the policy.`)
      taken(draft, (latest) => ({ ...latest, version: saved.version }))
      onSaved(saved)
    })
  return { builtIn, texts, isOn, isChanged, change, forget, troubles: trouble, busy, answer, look, save }
}

function Lists(props: ListsProps) {
  const { site } = props
  const { builtIn, texts, isOn, change, troubles, busy, answer, ...lists } = useLists(props)
  return (
    <form class="stack" onSubmit={submits(lists.save)}>
      <div class="pair">
        {(['hold', 'reject'] as const).map((list) => (
          <WordList
            key={list}
            list={list}
            text={texts[list]}
            onChange={(text) => change((latest) => ({ ...latest, [list]: text }))}
          />
        ))}
      </div>
      <BuiltIn
        lists={builtIn}
        isOn={isOn}
        onChange={(isChosen) => change((latest) => ({ ...latest, isOn: isChosen }))}
      />
      {troubles.length > 0 && (
        <ul class="note bad" role="alert">
          {troubles.map((trouble) => (
            <li key={trouble}>{trouble}</li>
          ))}
        </ul>
      )}
      <p class="row">
        <button type="submit" class="primary" disabled={!lists.isChanged} aria-disabled={busy}>
          Put in force
        </button>
        <button type="button" aria-disabled={busy} onClick={() => void lists.look()}>
          What would these have held in the last {DAYS} days?
        </button>
        {lists.isChanged && (
          <button type="button" class="quiet" onClick={lists.forget}>
            Drop the changes
          </button>
        )}
        <a href={hrefOf('policy', null, { site })}>Versions and the way back</a>
      </p>
      {answer && <TryOut answer={answer} site={site} />}
    </form>
  )
}

const LISTS = {
  hold: { title: 'Hold for a person', about: 'A moderator decides.' },
  reject: { title: 'Reject at once', about: 'Only what is never said in earnest: nobody looks again.' },
} as const

function WordList({
  list,
  text,
  onChange,
}: {
  readonly list: keyof typeof LISTS
  readonly text: string
  onChange(text: string): void
}) {
  const { title, about } = LISTS[list]
  return (
    <div class="card field">
      <label for={`words-${list}`}>{title}</label>
      <small>
        {plural(wordsOf(text).length, 'entry', 'entries')}. {about}
      </small>
      <textarea
        id={`words-${list}`}
        rows={12}
        spellcheck={false}
        value={text}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}

function BuiltIn({
  lists,
  isOn,
  onChange,
}: {
  readonly lists: unknown
  readonly isOn: boolean
  onChange(isOn: boolean): void
}) {
  const which = Array.isArray(lists) && lists.length > 0 ? lists.join(', ') : 'the site’s language'
  return (
    <label class="check">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        Hold plain abuse too, by the built-in list
        <small class="soft">
          {' '}
          – words that are hardly ever said otherwise, of {which}; the judge may come to know better
        </small>
      </span>
    </label>
  )
}

function textOf(list: unknown): string {
  return Array.isArray(list) ? list.join('\n') : ''
}

/** The entries of a list as it was typed: a line each, once each. */
function wordsOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return [...new Set(lines.filter(Boolean))]
}

/** What is wrong with which entry. */
function troublesIn(error: unknown, lists: Readonly<Record<'hold' | 'reject', readonly string[]>>): string[] {
  const named = fieldErrors(error).map(({ field, message }) => {
    const [, list, index] = /(hold|reject)\.(\d+)$/.exec(field) ?? []
    const entry = list === 'hold' || list === 'reject' ? lists[list][Number(index)] : undefined
    return entry === undefined ? message : `“${entry}”: ${message}`
  })
  return named.length > 0 ? named : [messageOf(error)]
}
