import { useEffect, useState } from 'preact/hooks'
import { messageOf } from '../api.ts'
import { useStore } from '../store.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { toast } from '../ui/say.tsx'
import { forgetView, hrefOfView, readViews, savedViews, saveView } from './saved-views.ts'
import { type View, viewHref } from './view.ts'

/** Views with a name, and the way to give this one a name. */
export function ViewsMenu({ view }: { readonly view: View }) {
  const { list } = useStore(savedViews)
  const [isNaming, setNaming] = useState(false)
  useEffect(() => void readViews().catch(() => {}), [])
  const here = viewHref(view)
  const current = list.find((saved) => hrefOfView(saved) === here)
  return (
    <>
      <details class="menu">
        <summary>{current?.name ?? 'Views'}</summary>
        <div>
          {list.map((saved) => (
            <p key={saved.id} class="row spread">
              <a href={hrefOfView(saved)} aria-current={saved === current ? 'true' : undefined}>
                {saved.name}
                {!saved.mine && <small class="soft"> by {saved.createdBy}</small>}
              </a>
              {saved.mine && (
                <button
                  type="button"
                  class="link"
                  onClick={() => forgetView(saved.id).catch((error: unknown) => toast(messageOf(error)))}
                >
                  Forget<span class="hushed"> the view {saved.name}</span>
                </button>
              )}
            </p>
          ))}
          {list.length === 0 && <p class="soft">Give a view a name to find it here again.</p>}
          <button type="button" onClick={() => setNaming(true)}>
            Save this view…
          </button>
        </div>
      </details>
      {isNaming && <NameDialog view={view} onClose={() => setNaming(false)} />}
    </>
  )
}

function NameDialog({ view, onClose }: { readonly view: View; onClose(): void }) {
  const submit = async (form: HTMLFormElement) => {
    await saveView(typedIn(form, 'name'), view, typedIn(form, 'shared') === 'on')
  }
  return (
    <FormDialog title="Save this view" button="Save" onSubmit={submit} onClose={onClose}>
      <label class="field">
        Name
        <input name="name" required maxLength={80} autofocus />
      </label>
      <label class="check">
        <input type="checkbox" name="shared" />
        <span>Colleagues see it too</span>
      </label>
    </FormDialog>
  )
}
