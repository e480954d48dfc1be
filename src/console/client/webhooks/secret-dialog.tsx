import { Dialog } from '../ui/dialog.tsx'
import { useCopy } from '../ui/use-copy.ts'

/** Shows the secret of a webhook, this once. */
export function SecretDialog({ secret, onClose }: { readonly secret: string; onClose(): void }) {
  const { copied, copy } = useCopy(secret, 'the secret')
  return (
    <Dialog title="The secret of the webhook" onClose={onClose} stays>
      <p>Copy it to your receiver now: once this is closed, nobody can see it again.</p>
      <label class="field">
        Secret
        <input readonly value={secret} onFocus={(event) => event.currentTarget.select()} autofocus />
      </label>
      <p>
        With it the receiver verifies that a message is from here: <code>webhook-signature</code> is{' '}
        <code>v1,</code> and the HMAC-SHA256 of id, time and body, as Standard Webhooks have it, for which
        there are libraries. <a href="/docs#webhooks">How it is made up</a>
      </p>
      <p class="row">
        <button type="button" class="primary" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" onClick={onClose}>
          I have copied it
        </button>
        <span role="status">{copied}</span>
      </p>
    </Dialog>
  )
}
