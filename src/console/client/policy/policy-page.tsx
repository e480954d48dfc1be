import { useEffect, useRef, useState } from 'preact/hooks'
import { call, fieldErrors, get, messageOf } from '../api.ts'
import { hrefOf } from '../router.ts'
import type { Me } from '../types.ts'
import { useAttempt } from '../ui/attempt.ts'
import { useDraft } from '../ui/drafts.ts'
import { submits } from '../ui/form.tsx'
import { useLoaded } from '../ui/load.ts'
import { announce, toast } from '../ui/say.tsx'
import { useSite } from '../ui/use-site.ts'
import { checkName, checkPurpose } from '../wording.ts'
import { sameTree, type Tree, valueAt, withValueAt } from './draft.ts'
import { PolicyField } from './field.tsx'
import { type Field, GROUPS, type Group, SWITCHABLE } from './fields.ts'
import { type Preview, PreviewResult, titleOf } from './preview.tsx'
import { type PolicyAnswer, Versions } from './versions.tsx'

const CHECKS: Group = {
  name: 'Checks',
  about: 'Every check runs on every comment, and every result is kept. One that is off marks nothing.',
  fields: SWITCHABLE.map((check) => ({
    path: `checks.${check}.on`,
    name: checkName(check),
    help: `Looks for ${checkPurpose(check)}.`,
    kind: { of: 'switch' },
  })),
}

/**
 * `version` is the one that the draft changes: if another was put in force meanwhile, the draft is not saved over it.
 */
type Draft = { readonly own: Tree; readonly note: string; readonly version: number }

/** A site's settings: each explained, tried on past comments before they count, kept in versions. */
export function PolicyPage({ me }: { readonly me: Me }) {
  const { site, name } = useSite(me)
  const loaded = useLoaded(site, () => get<PolicyAnswer>(`/v1/admin/sites/${site}/policy`))
  return (
    <main class="page" id="main">
      <header>
        <h1>Policy of {name}</h1>
        <p>
          A setting you leave alone follows the default, also when that gets better. Word lists are on{' '}
          <a href={hrefOf('words', null, { site })}>their own page</a>, what rejected authors read on{' '}
          <a href={hrefOf('statements', null, { site })}>another</a>, and{' '}
          <a href={hrefOf('models', null, { site })}>what the judge learned</a> on a third. When comments wait
          too long, <a href={hrefOf('alerts', null, { site })}>your chat can be told</a>.
        </p>
      </header>
      {loaded.error && <p class="note bad">{loaded.error}</p>}
      {loaded.value && (
        <Form key={`${site} ${loaded.value.version}`} site={site} now={loaded.value} onSaved={loaded.put} />
      )}
    </main>
  )
}

type FormProps = {
  readonly site: string
  readonly now: PolicyAnswer
  onSaved(now: PolicyAnswer): void
}

const NO_TROUBLE: ReadonlyMap<string, string> = new Map()

/** The policy as it is being changed, and what can be done with it. */
function usePolicy({ site, now, onSaved }: FormProps) {
  const written = useDraft<Draft>(`policy ${site}`, { own: now.own, note: '', version: now.version })
  const { own: draft, note, version } = written.draft
  const setDraft = (update: (latest: Tree) => Tree) =>
    written.change((latest) => ({ ...latest, own: update(latest.own) }))
  const [preview, setPreview] = useState<Preview | null>(null)
  const { trouble, busy, attempt } = useAttempt(NO_TROUBLE, troublesIn)
  const isChanged = !sameTree(draft, now.own)
  useEffect(() => setPreview(null), [draft])

  const look = () =>
    attempt(async () => {
      const found = await call<Preview>('POST', `/v1/admin/sites/${site}/policy/preview`, { policy: draft })
      setPreview(found)
      announce(`${titleOf(found)}.`)
    })
  const save = () =>
    attempt(async () => {
      if (!isChanged) return toast('Nothing is changed yet.')
      const said = note.trim()
      const body = { policy: draft, version, ...(said && { note: said }) }
      const saved = await call<PolicyAnswer>('PUT', `/v1/admin/sites/${site}/policy`, body)
      toast(`Version ${saved.version} is in force.`)
      written.taken(written.draft, (latest) => ({ ...latest, version: saved.version }))
      onSaved(saved)
    })
  const setNote = (text: string) => written.change((latest) => ({ ...latest, note: text }))
  const { forget } = written
  return { draft, setDraft, note, setNote, forget, isChanged, troubles: trouble, busy, preview, look, save }
}

function Form(props: FormProps) {
  const { site, now } = props
  const { draft, setDraft, troubles, preview, ...policy } = usePolicy(props)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [troubles])
  const field = (each: Field) => (
    <PolicyField
      key={each.path}
      field={each}
      value={
        valueAt(draft, each.path) ??
        valueAt(now.defaults, each.path) ??
        (each.kind.of === 'switch' ? true : undefined)
      }
      isOwn={valueAt(draft, each.path) !== undefined}
      trouble={troubles.get(each.path)}
      onChange={(value) => setDraft((latest) => withValueAt(latest, each.path, value))}
    />
  )
  return (
    <div class="columns">
      <form class="stack" ref={form} onSubmit={submits(policy.save)}>
        {[...GROUPS, CHECKS].map(({ name, about, fields }) => (
          <div key={name} class="card">
            <fieldset class="settings">
              <legend>{name}</legend>
              <p class="soft">{about}</p>
              {fields.map(field)}
            </fieldset>
          </div>
        ))}
        {preview && <PreviewResult preview={preview} site={site} />}
        <SaveBar
          busy={policy.busy}
          onTry={() => void policy.look()}
          note={policy.note}
          onNote={policy.setNote}
          onDrop={policy.isChanged ? policy.forget : undefined}
        />
      </form>
      <div class="stack">
        <Versions
          site={site}
          current={now.version}
          onRestore={({ version, own }) => {
            setDraft(() => own)
            toast(`Version ${version} is in the form. It counts once you put it in force.`)
          }}
        />
      </div>
    </div>
  )
}

function SaveBar({
  busy,
  note,
  onNote,
  onTry,
  onDrop,
}: {
  readonly busy: boolean
  readonly note: string
  onNote(text: string): void
  onTry(): void
  /** Undefined while nothing is changed. */
  readonly onDrop: (() => void) | undefined
}) {
  return (
    <div class="card stack save-bar" data-changed={onDrop !== undefined}>
      <label class="field">
        What you change, and why
        <input maxLength={500} value={note} onInput={(event) => onNote(event.currentTarget.value)} />
      </label>
      <p class="row">
        <button type="submit" class="primary" aria-disabled={busy}>
          Put in force
        </button>
        <button type="button" aria-disabled={busy} onClick={onTry}>
          Try on past comments
        </button>
        {onDrop && (
          <button type="button" class="quiet" onClick={onDrop}>
            Drop the changes
          </button>
        )}
      </p>
    </div>
  )
}

/** What is wrong, by path; says so as well, since only the first marked setting comes into sight. */
function troublesIn(error: unknown): ReadonlyMap<string, string> {
  const fields = fieldErrors(error)
  toast(fields.length > 0 ? 'Some settings are not valid; they are marked.' : messageOf(error))
  return new Map(fields.map(({ field, message }) => [pathOf(field), message]))
}

/** A field's path within the policy, which the body may wrap. */
function pathOf(field: string): string {
  return field.replace(/^policy\./, '')
}
