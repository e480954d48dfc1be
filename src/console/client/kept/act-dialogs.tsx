import { call } from '../api.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { toast } from '../ui/say.tsx'
import { type Kept, keptPath } from './kept.ts'

type Props = { readonly site: string; readonly kept: Kept; onChange(kept: Kept): void; onClose(): void }

/** Records that an authority was told; nothing is sent to it. */
export function AuthorityToldDialog({ site, kept, onChange, onClose }: Props) {
  const submit = async (form: HTMLFormElement) => {
    const reference = typedIn(form, 'reference')
    const told = {
      authority: typedIn(form, 'authority'),
      toldAt: new Date(typedIn(form, 'toldAt')).toISOString(),
      ...(reference && { reference }),
    }
    onChange(await call<Kept>('POST', keptPath(site, kept.id, '/told'), told))
    toast('Recorded.')
  }
  return (
    <FormDialog
      title="Authorities were told"
      about={`told ${kept.id}`}
      button="Record it"
      onSubmit={submit}
      onClose={onClose}
    >
      <p class="soft">Nothing is sent; this only records what you did.</p>
      <label class="field">
        Which authority
        <input name="authority" required maxLength={200} autofocus />
      </label>
      <label class="field">
        When
        <input name="toldAt" type="datetime-local" required defaultValue={localTime(new Date())} />
      </label>
      <label class="field">
        Their reference, if they gave one
        <input name="reference" maxLength={200} autocomplete="off" />
      </label>
    </FormDialog>
  )
}

export function UntilDialog({ site, kept, onChange, onClose }: Props) {
  const submit = async (form: HTMLFormElement) => {
    const keepUntil = new Date(`${typedIn(form, 'until')}T23:59:59`).toISOString()
    const body = { keepUntil, reason: typedIn(form, 'reason') }
    onChange(await call<Kept>('PUT', keptPath(site, kept.id, '/until'), body))
    toast('It is kept until then.')
  }
  return (
    <FormDialog
      title="Keep the copy until"
      about={`until ${kept.id}`}
      button="Keep it"
      onSubmit={submit}
      onClose={onClose}
    >
      <label class="field">
        The end of this day
        <input
          name="until"
          type="date"
          required
          min={localTime(new Date()).slice(0, 10)}
          defaultValue={localTime(new Date(kept.keepUntil)).slice(0, 10)}
          autofocus
        />
      </label>
      <Reason />
    </FormDialog>
  )
}

export function ReleaseDialog({ site, kept, onChange, onClose }: Props) {
  const submit = async (form: HTMLFormElement) => {
    const body = { reason: typedIn(form, 'reason') }
    onChange(await call<Kept>('POST', keptPath(site, kept.id, '/release'), body))
    toast('The copy is gone.')
  }
  return (
    <FormDialog
      title="Release the copy?"
      about={`release ${kept.id}`}
      button="Release it"
      kind="bad"
      onSubmit={submit}
      onClose={onClose}
    >
      <p>It is deleted at once and cannot be restored. The record of who read it and who was told stays.</p>
      <Reason autofocus />
    </FormDialog>
  )
}

function Reason({ autofocus = false }: { readonly autofocus?: boolean }) {
  return (
    <label class="field">
      Why
      <input name="reason" required maxLength={1_000} autofocus={autofocus} />
    </label>
  )
}

/** The local time, in the form that date and time fields take. */
function localTime(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}
