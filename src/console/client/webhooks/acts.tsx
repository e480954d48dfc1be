import { useState } from 'preact/hooks'
import { call, messageOf } from '../api.ts'
import { go, hrefOf } from '../router.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { Question } from '../ui/question.tsx'
import { toast } from '../ui/say.tsx'
import { type Hook, type HookWithSecret, hooksPath } from './hooks.ts'
import { HookSecretDialog } from './secret-dialog.tsx'

type Props = { readonly site: string; readonly hook: Hook; onChange(hook: Hook): void }
type Asked = 'pause' | 'secret' | 'delete'

/** What can be done with a webhook; everything that cannot be taken back is asked first. */
export function Acts({ site, hook, onChange }: Props) {
  const [asked, ask] = useState<Asked | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const { said, isAsking, ping } = usePing(hooksPath(site, hook.id, '/ping'))
  const of = { site, hook, onChange, onClose: () => ask(null) }
  const resume = () =>
    call<Hook>('PATCH', hooksPath(site, hook.id), { enabled: true }).then(
      (changed) => {
        onChange(changed)
        toast('It is on again, for what happens from now on.')
      },
      (error: unknown) => toast(messageOf(error)),
    )
  return (
    <>
      <div class="row">
        <button type="button" class="primary" aria-disabled={isAsking} onClick={() => void ping()}>
          Send a ping
        </button>
        {hook.disabledAt === null ? (
          <button type="button" aria-haspopup="dialog" onClick={() => ask('pause')}>
            Pause
          </button>
        ) : (
          <button type="button" onClick={() => void resume()}>
            Switch on
          </button>
        )}
        <button type="button" aria-haspopup="dialog" onClick={() => ask('secret')}>
          New secret
        </button>
        <button type="button" class="link" aria-haspopup="dialog" onClick={() => ask('delete')}>
          Delete
        </button>
      </div>
      <p role="status" class="words">
        {said}
      </p>
      {asked === 'pause' && <PauseDialog {...of} />}
      {asked === 'secret' && <RotateDialog {...of} onSecret={setSecret} />}
      {asked === 'delete' && <DeleteDialog {...of} />}
      {secret !== null && <HookSecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  )
}

type Said = { readonly status: number | null; readonly error: string | null; readonly ms: number }

/** Sends a message without content at once, also to a webhook that is paused; what came back, in words. */
function usePing(path: string) {
  const [said, setSaid] = useState('')
  const [isAsking, setAsking] = useState(false)
  const ping = async () => {
    if (isAsking) return
    setAsking(true)
    setSaid('Sending a ping…')
    await call<Said>('POST', path).then(
      (answer) => setSaid(answered(answer)),
      (error: unknown) => setSaid(messageOf(error)),
    )
    setAsking(false)
  }
  return { said, isAsking, ping }
}

function answered({ status, error, ms }: Said): string {
  if (status === null) return `No answer: ${error}.`
  if (status >= 200 && status < 300) return `It arrived: answered ${status} after ${ms} ms.`
  return `It was refused: answered ${status} after ${ms} ms, where only 200 to 299 counts.`
}

type DialogProps = Props & { onClose(): void }

function PauseDialog({ site, hook, onChange, onClose }: DialogProps) {
  const pause = async () => {
    onChange(await call<Hook>('PATCH', hooksPath(site, hook.id), { enabled: false }))
    toast('It is paused.')
  }
  return (
    <Question title="Pause the webhook?" yes="Pause it" no="Leave it on" onYes={pause} onClose={onClose}>
      <p>
        What happens until it is switched on again is not sent, also not later. What was on its way stays in
        the list of what was sent, and can be sent again.
      </p>
    </Question>
  )
}

function RotateDialog({
  site,
  hook,
  onChange,
  onClose,
  onSecret,
}: DialogProps & { onSecret(to: string): void }) {
  return (
    <FormDialog
      title="A new secret?"
      button="Make it"
      onSubmit={async (form) => {
        const body = { overlapHours: Number(typedIn(form, 'hours')) }
        const { secret, ...changed } = await call<HookWithSecret>(
          'POST',
          hooksPath(site, hook.id, '/secret'),
          body,
        )
        onChange(changed)
        onSecret(secret)
      }}
      onClose={onClose}
    >
      <p>It is shown once. If somebody else knows the former one, let that end at once.</p>
      <label class="field">
        The former secret signs too
        <select name="hours" autofocus>
          <option value="24">for a day, while the receiver changes over</option>
          <option value="168">for a week</option>
          <option value="0">no longer</option>
        </select>
      </label>
    </FormDialog>
  )
}

function DeleteDialog({ site, hook, onClose }: DialogProps) {
  const remove = async () => {
    await call('DELETE', hooksPath(site, hook.id))
    toast('The webhook is deleted.')
    go(hrefOf('webhooks', null, { site }))
  }
  return (
    <Question title="Delete the webhook?" yes="Delete it" no="Keep it" onYes={remove} onClose={onClose}>
      <p>
        Nothing more is sent there, and the list of what was sent goes with it. This cannot be taken back; a
        new webhook gets another secret.
      </p>
    </Question>
  )
}
