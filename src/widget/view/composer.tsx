import type { TargetedEvent } from 'preact'
import { insist, prepare, write } from '../later/load.ts'
import type { Speak } from '../locale/speak.ts'
import { draftKey, keepDraft, readDraft, savedName } from '../own/drafts.ts'
import { BLANK, placeOf, type Writing } from '../thread/store.ts'
import type { ViewProps } from '../widget.ts'
import type { Comment } from '../wire.ts'

type Props = ViewProps & { readonly parent: Comment | null }

/** The form, for the thread or below one comment. The code behind it is loaded when a reader begins to write. */
export function Composer({ widget, state, parent }: Props) {
  const { settings, speak } = widget
  const place = placeOf(parent)
  const key = draftKey(settings.site, settings.article, place)
  const field = widget.root.getElementById(`text-${place}`) as HTMLTextAreaElement | null
  // Another tab may keep a draft under the same key: it is only read for a form that is not there yet.
  const draft = field?.value ?? readDraft(key)
  const writing = state.writing[place]
  const send = (event: TargetedEvent<HTMLElement>) => {
    event.preventDefault()
    const form = event.currentTarget.closest('form')!
    void insist(widget, place, (later) => later.submit(widget, parent, form))
  }
  const label = parent ? speak.text('replyTo', { name: parent.author.name }) : speak.text('write')
  return (
    <form
      class={draft || writing ? 'composer begun' : 'composer'}
      part="form"
      // A native submit does nothing, since the form is in no dialog.
      method="dialog"
      noValidate
      aria-label={label}
      onFocusIn={() => {
        if (!writing) write(widget, place, {})
        void prepare(widget, (later) => later.prepareCaptcha(widget))
      }}
      onInput={({ currentTarget, target }) => {
        keepDraft(key, currentTarget.querySelector('textarea')!.value)
        void prepare(widget, (later) => later.typed(widget, parent, target as HTMLInputElement))
      }}
      // While an input method composes, the keys belong to it.
      onKeyDown={(event) =>
        event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing && send(event)
      }
    >
      {contents({ widget, state, parent, label, draft, send })}
    </form>
  )
}

type Contents = Props & {
  readonly label: string
  readonly draft: string
  readonly send: (event: TargetedEvent<HTMLElement>) => void
}

/** The fields of a form, its button, and what became of the last comment. */
function contents({ widget, state, parent, label, draft, send }: Contents) {
  const { text } = widget.speak
  const { signedIn } = state
  const place = placeOf(parent)
  const { errors, isSending, said } = state.writing[place] ?? BLANK
  return (
    <>
      <div class="field">
        <label for={`text-${place}`}>{label}</label>
        <textarea
          id={`text-${place}`}
          name="text"
          part="textarea"
          dir="auto"
          required
          defaultValue={draft}
          aria-invalid={!!errors['text']}
          aria-describedby={`text-${place}-error`}
        />
        <p class="error" id={`text-${place}-error`} textContent={errors['text']} />
        <p class="counter">
          {state.later && <state.later.Counter widget={widget} state={state} place={place} />}
        </p>
      </div>
      {!parent && <slot name="notice" />}
      {signedIn === null ? (
        <AuthorFields text={text} place={place} errors={errors} />
      ) : (
        <p class="hint">{text('signedIn', { name: signedIn })}</p>
      )}
      <div class="unseen" aria-hidden="true">
        <input name={state.info?.honeypot} tabIndex={-1} autoComplete="off" />
      </div>
      <p class="error" textContent={errors['form']} />
      <p class="buttons">
        <button
          type="submit"
          class="primary"
          part="button"
          aria-disabled={isSending}
          // In a frame that forbids forms, the form's own submit event would never come.
          onClick={send}
        >
          {text(isSending ? 'sending' : 'send')}
        </button>
        {parent && state.later && <state.later.Cancel widget={widget} parent={parent} />}
        <span class="done" textContent={said} />
      </p>
      {state.later && <state.later.Hints widget={widget} state={state} />}
    </>
  )
}

type AuthorProps = Pick<Speak, 'text'> & { readonly place: string; readonly errors: Writing['errors'] }

/** Who writes, filled in with a saved name. */
function AuthorFields({ text, place, errors }: AuthorProps) {
  const saved = savedName()
  /** A single-line field with its error right below it; `kind` is that of its autocompletion and keyboard. */
  const field = (name: 'name' | 'email' | 'website', hint?: string, kind?: 'email' | 'url') => {
    const id = `${name}-${place}`
    return (
      <div class="field">
        <label for={id}>
          {text(name)} <span class="hint">{hint}</span>
        </label>
        <input
          id={id}
          name={name}
          type={kind as 'url'}
          part="input"
          dir="auto"
          autoComplete={kind ?? name}
          required={name === 'name'}
          defaultValue={saved?.[name] ?? ''}
          aria-invalid={!!errors[name]}
          aria-describedby={`${id}-error`}
        />
        <p class="error" id={`${id}-error`} textContent={errors[name]} />
      </div>
    )
  }
  return (
    <>
      <div class="row">
        {field('name')}
        {field('email', text('emailHint'), 'email')}
        {field('website', text('optional'), 'url')}
      </div>
      <label class="check">
        <input type="checkbox" id={`keep-${place}`} name="keep" defaultChecked={saved?.isKept} />{' '}
        {text('saveName')}
      </label>
    </>
  )
}
