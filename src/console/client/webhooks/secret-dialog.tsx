import { SecretDialog } from '../ui/secret-dialog.tsx'

/** Shows the secret of a webhook, and says how a receiver uses it. */
export function HookSecretDialog({ secret, onClose }: { readonly secret: string; onClose(): void }) {
  return (
    <SecretDialog
      title="The secret of the webhook"
      kind="Secret"
      secret={secret}
      toDo="Copy it to your receiver"
      onClose={onClose}
    >
      <p>
        With it the receiver verifies that a message is from here: <code>webhook-signature</code> is{' '}
        <code>v1,</code> and the HMAC-SHA256 of id, time and body, as Standard Webhooks have it, for which
        there are libraries. <a href="/docs#webhooks">How it is made up</a>
      </p>
    </SecretDialog>
  )
}
