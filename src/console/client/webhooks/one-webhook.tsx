import { call, get, serviceTime } from '../api.ts'
import { ago, moment, urlOf } from '../format.ts'
import { hrefOf } from '../router.ts'
import { useLoaded } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'
import { useFocusToRead } from '../ui/use-focus.ts'
import { Acts } from './acts.tsx'
import { Deliveries } from './deliveries.tsx'
import { type Hook, hooksPath, stateOf } from './hooks.ts'
import { WebhookForm } from './webhook-form.tsx'

type Props = { readonly site: string; readonly name: string; readonly id: string }

/** One webhook: whether it works, what can be done with it, what was sent, and its address and events. */
export function OneWebhook({ site, name, id }: Props) {
  const { value: hook, error, put, reload } = useLoaded(`${site} ${id}`, () => get<Hook>(hooksPath(site, id)))
  const title = useFocusToRead<HTMLHeadingElement>()
  return (
    <main class="page" id="main">
      <header>
        <h1 ref={title} tabIndex={-1}>
          {hook ? hostOf(hook.url) : 'Webhook'}
        </h1>
        <p>
          A webhook of {name}. <a href={hrefOf('webhooks', null, { site })}>All webhooks</a>
        </p>
      </header>
      {error && <p class="note bad">{error}</p>}
      {hook === null && error === null && <p class="empty">Fetching the webhook…</p>}
      {hook && (
        <>
          <section class="card stack" aria-labelledby="webhook-state">
            <h2 id="webhook-state">Whether it works</h2>
            <State hook={hook} />
            <Acts site={site} hook={hook} onChange={put} />
          </section>
          <Deliveries site={site} hook={hook} onLook={() => void reload()} />
          <WebhookForm
            key={hook.id}
            title="Address and events"
            about={`webhook ${hook.id}`}
            stored={typedOf(hook)}
            button="Save"
            onSend={async (sent) => {
              put(await call<Hook>('PATCH', hooksPath(site, id), sent))
              toast('Saved. What happens from now on goes there.')
            }}
          />
        </>
      )}
    </main>
  )
}

function State({ hook }: { readonly hook: Hook }) {
  const { tone, words } = stateOf(hook)
  const { disabledAt, disabledBecause, createdBy, createdAt, formerSecretEndsAt } = hook
  return (
    <>
      <p>
        <span class={`chip ${tone}`}>{words}</span>{' '}
        <span class="soft">
          Made by <bdi>{createdBy}</bdi>{' '}
          <time dateTime={createdAt} title={moment(createdAt)}>
            {ago(createdAt)}
          </time>
          .
        </span>
      </p>
      {disabledAt && (
        <p class="note warn">
          {disabledBecause === 'gone'
            ? `Its receiver answered 410 ${ago(disabledAt)}, which says that it wants no more.`
            : `Paused ${ago(disabledAt)}.`}{' '}
          What happens until it is switched on is not sent, also not later.
        </p>
      )}
      {formerSecretEndsAt && new Date(formerSecretEndsAt) > serviceTime() && (
        <p class="soft">The former secret signs too until {moment(formerSecretEndsAt)}.</p>
      )}
    </>
  )
}

function typedOf({ url, events, sendsText }: Hook) {
  return { url, isAll: events === null, events: events ?? [], sendsText }
}

/** Addresses are long, and their end may be a key of the receiver. */
function hostOf(url: string): string {
  return urlOf(url)?.host ?? url
}
