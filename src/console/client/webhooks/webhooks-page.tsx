import { useState } from 'preact/hooks'
import { call, get } from '../api.ts'
import { ago, moment } from '../format.ts'
import { go, hrefOf, usePlace } from '../router.ts'
import type { Me, Page } from '../types.ts'
import { useLoaded } from '../ui/load.ts'
import { Table } from '../ui/table.tsx'
import { useSite } from '../ui/use-site.ts'
import { EVENTS, type Hook, type HookWithSecret, hooksPath, type Sent, sentHow, stateOf } from './hooks.ts'
import { OneWebhook } from './one-webhook.tsx'
import { HookSecretDialog } from './secret-dialog.tsx'
import { WebhookForm } from './webhook-form.tsx'

const KINDS = Object.keys(EVENTS).length

/** Who is told of what happens on a site, with what makes another; or the one in the address. */
export function WebhooksPage({ me }: { readonly me: Me }) {
  const { subject } = usePlace()
  const { site, name } = useSite(me)
  return subject === null ? (
    <AllWebhooks key={site} site={site} name={name} />
  ) : (
    <OneWebhook site={site} name={name} id={subject} />
  )
}

function AllWebhooks({ site, name }: { readonly site: string; readonly name: string }) {
  const { value, error, reload } = useLoaded(site, () => get<Page<Hook>>(hooksPath(site)))
  return (
    <main class="page" id="main">
      <header>
        <h1>Webhooks of {name}</h1>
        <p>
          Addresses of your own programs that are told of what happens to comments, as it happens. Each
          message is signed.
        </p>
      </header>
      {error && <p class="note bad">{error}</p>}
      {value === null && error === null && <p class="empty">Fetching the webhooks…</p>}
      {value?.items.length === 0 && <p class="empty">Nobody is told yet. Make the first one below.</p>}
      {value && value.items.length > 0 && <WebhookTable site={site} hooks={value.items} />}
      <NewWebhook site={site} onRefused={() => void reload()} />
    </main>
  )
}

function WebhookTable({ site, hooks }: { readonly site: string; readonly hooks: readonly Hook[] }) {
  return (
    <Table label="Webhooks" columns={['Address', 'Events', 'State', 'Latest']}>
      {hooks.map((hook) => {
        const { tone, words } = stateOf(hook)
        return (
          <tr key={hook.id}>
            <th scope="row" class="words">
              <a href={hrefOf('webhooks', hook.id, { site })}>{hook.url}</a>
            </th>
            <td data-label="Events">
              {hook.events === null ? 'all' : `${hook.events.length}\u00a0of ${KINDS}`}
            </td>
            <td data-label="State">
              <span class={`chip ${tone}`}>{words}</span>
            </td>
            <td class="words" data-label="Latest">
              <Latest site={site} hook={hook} />
            </td>
          </tr>
        )
      })}
    </Table>
  )
}

/** The latest message to a webhook, and what became of it. */
function Latest({ site, hook }: { readonly site: string; readonly hook: Hook }) {
  const { value, error } = useLoaded(hook.id, () =>
    get<Page<Sent>>(hooksPath(site, hook.id, '/deliveries'), { limit: 1 }),
  )
  if (value === null) return error ? <>not known</> : <>…</>
  const [latest] = value.items
  if (latest === undefined) return <>nothing sent yet</>
  const at = latest.lastAt ?? latest.occurredAt
  const { words, why } = sentHow(latest)
  return (
    <>
      {words}
      {why && `, ${why}`},{' '}
      <time dateTime={at} title={moment(at)}>
        {ago(at)}
      </time>
    </>
  )
}

/** Makes a webhook, shows its secret this once and leads to it. If the answer is lost, the list shows it. */
function NewWebhook({ site, onRefused }: { readonly site: string; onRefused(): void }) {
  const [made, setMade] = useState<HookWithSecret | null>(null)
  return (
    <>
      <WebhookForm
        title="A new webhook"
        about={`new webhook ${site}`}
        stored={{ url: '', isAll: true, events: [], sendsText: false }}
        button="Make the webhook"
        onRefused={onRefused}
        onSend={async (sent) => setMade(await call<HookWithSecret>('POST', hooksPath(site), sent))}
      />
      {made && (
        <HookSecretDialog secret={made.secret} onClose={() => go(hrefOf('webhooks', made.id, { site }))} />
      )}
    </>
  )
}
