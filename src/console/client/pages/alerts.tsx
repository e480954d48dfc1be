import type { AlertsView } from '../../../alerts/queries.ts'
import { call, get, messageOf, Problem, troubleIn } from '../api.ts'
import { ago } from '../format.ts'
import type { Json, Me } from '../types.ts'
import { useAttempt } from '../ui/attempt.ts'
import { useFormDraft } from '../ui/drafts.ts'
import { submits, typedIn } from '../ui/form.tsx'
import { useLoaded } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'
import { useSite } from '../ui/use-site.ts'

type Alerts = Json<AlertsView>
type Loaded = { readonly set: Alerts | null }

/** The newsroom's chat, which is told when comments wait too long, so that nobody has to watch the queue. */
export function AlertsPage({ me }: { readonly me: Me }) {
  const { site, name } = useSite(me)
  const path = `/v1/admin/sites/${site}/alerts`
  const loaded = useLoaded(site, () => getAlerts(path))
  return (
    <main class="page" id="main">
      <header>
        <h1>Alerts of {name}</h1>
        <p>
          Your chat hears when comments wait too long: how many, since when, how many of them readers
          reported, and a link to the desk. Never what they say, and never twice of the same ones. Of an
          escalated comment it hears at once.
        </p>
      </header>
      {loaded.error && <p class="note bad">{loaded.error}</p>}
      {loaded.value && (
        <Form
          key={`${site} ${loaded.value.set?.setAt}`}
          path={path}
          set={loaded.value.set}
          reload={loaded.reload}
        />
      )}
    </main>
  )
}

/** The present settings; null where no chat is told. */
async function getAlerts(path: string): Promise<Loaded> {
  try {
    return { set: await get<Alerts>(path) }
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return { set: null }
    throw error
  }
}

type FormProps = { readonly path: string; readonly set: Alerts | null; reload(): void }

function Form({ path, set, reload }: FormProps) {
  const { trouble, attempt } = useAttempt<string | null>(null, troubleIn)
  const { ref, onInput, forget } = useFormDraft(path)
  const save = async (form: HTMLFormElement) => {
    const url = typedIn(form, 'url')
    await call('PUT', path, {
      ...(url && { url }),
      afterMinutes: Number(typedIn(form, 'after')),
      everyMinutes: Number(typedIn(form, 'every')),
    })
    toast('Saved. Send a test to see it arrive.')
    forget()
    reload()
  }
  return (
    <form
      class="card stack"
      ref={ref}
      onInput={onInput}
      onSubmit={submits((form) => attempt(() => save(form)))}
    >
      <div class="field">
        <label for="alerts-url">Address of the chat’s incoming webhook</label>
        <input
          id="alerts-url"
          name="url"
          type="url"
          required={set === null}
          maxLength={2000}
          autocomplete="off"
          placeholder={set === null ? 'https://hooks.slack.com/services/…' : `kept, at ${set.host}`}
          aria-describedby="alerts-url-help"
        />
        <small id="alerts-url-help">
          Slack, Mattermost, Rocket.Chat, or Discord with /slack at its end. It is kept sealed and never shown
          again.
        </small>
      </div>
      <div class="row">
        <Minutes name="after" label="Told once a comment waits" min={1} value={set?.afterMinutes ?? 30} />
        <Minutes name="every" label="At most every" min={5} value={set?.everyMinutes ?? 60} />
      </div>
      {trouble && (
        <p class="note bad" role="alert">
          {trouble}
        </p>
      )}
      <p class="row">
        <button type="submit">Save</button>
        {set && <Others path={path} reload={reload} />}
      </p>
      {set && <LastAlert set={set} />}
    </form>
  )
}

type MinutesProps = {
  readonly name: string
  readonly label: string
  readonly min: number
  readonly value: number
}

function Minutes({ name, label, min, value }: MinutesProps) {
  return (
    <div class="field">
      <label for={`alerts-${name}`}>{label}</label>
      <span class="row">
        <input
          id={`alerts-${name}`}
          name={name}
          type="number"
          required
          min={min}
          max={10_080}
          value={value}
          aria-describedby={`alerts-${name}-unit`}
        />
        <span id={`alerts-${name}-unit`}>minutes</span>
      </span>
    </div>
  )
}

/** What else can be done once a chat is set. */
function Others({ path, reload }: Pick<FormProps, 'path' | 'reload'>) {
  const act = async (what: () => Promise<string>) => {
    try {
      toast(await what())
      reload()
    } catch (error) {
      toast(messageOf(error))
    }
  }
  const test = async () => {
    const { error } = await call<{ readonly error: string | null }>('POST', `${path}/test`)
    return error === null ? 'The chat took it.' : `The chat did not take it: ${error}.`
  }
  const forget = async () => {
    await call('DELETE', path)
    return 'The chat is told no more.'
  }
  return (
    <>
      <button type="button" onClick={() => void act(test)}>
        Send a test
      </button>
      <button type="button" class="link" onClick={() => void act(forget)}>
        Tell it no more
      </button>
    </>
  )
}

function LastAlert({ set }: { readonly set: Alerts }) {
  if (set.lastError !== null) {
    return <p class="note warn">The chat did not take the last one: {set.lastError}. It is called again.</p>
  }
  return (
    <p class="soft">
      Set by {set.setBy} {ago(set.setAt)}.{' '}
      {set.sentAt === null ? 'Nothing was sent yet.' : `Last told ${ago(set.sentAt)}.`}
    </p>
  )
}
