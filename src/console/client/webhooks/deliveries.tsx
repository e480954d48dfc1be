import { useState } from 'preact/hooks'
import { call, get, messageOf } from '../api.ts'
import { ago, moment, plural } from '../format.ts'
import { hrefOf } from '../router.ts'
import type { Page } from '../types.ts'
import { usePaged } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'
import { More, Table } from '../ui/table.tsx'
import { eventName, type Hook, hooksPath, type Sent, sentHow } from './hooks.ts'

type Shown = '' | Sent['state']
type Props = { readonly site: string; readonly hook: Hook; onLook(): void }

/** What was sent to a webhook, newest first; what did not arrive can be sent again. */
export function Deliveries({ site, hook, onLook }: Props) {
  const [state, setState] = useState<Shown>('')
  const [turn, setTurn] = useState(0)
  const list = usePaged(`${hook.id} ${state} ${turn}`, (cursor) =>
    get<Page<Sent>>(hooksPath(site, hook.id, '/deliveries'), { state, limit: 20, cursor }),
  )
  const lookAgain = () => {
    setTurn((now) => now + 1)
    onLook()
  }
  const again = async (events?: readonly string[]) => {
    try {
      const body = events === undefined ? {} : { events }
      const { replayed } = await call<{ replayed: number }>('POST', hooksPath(site, hook.id, '/replay'), body)
      toast(`${plural(replayed, 'message')} on the way again.`)
      lookAgain()
    } catch (error) {
      toast(messageOf(error))
    }
  }
  return (
    <div class="stack">
      <div class="row spread">
        <h2>What was sent</h2>
        <StateChoice state={state} onState={setState} />
        <button type="button" onClick={lookAgain}>
          Look again
        </button>
      </div>
      {list.error && <p class="note bad">{list.error}</p>}
      {list.items === null && <p class="empty">Fetching what was sent…</p>}
      {list.items?.length === 0 && !list.error && (
        <p class="empty">{state === '' ? 'Nothing was sent yet.' : 'Nothing of this kind.'}</p>
      )}
      {list.items && list.items.length > 0 && (
        <SentTable
          site={site}
          items={list.items}
          mayReplay={hook.disabledAt === null}
          onReplay={(event) => void again([event])}
        />
      )}
      <More list={list} />
      {hook.parked > 0 && <AllAgain hook={hook} onReplay={() => void again()} />}
    </div>
  )
}

function StateChoice({ state, onState }: { readonly state: Shown; onState(state: Shown): void }) {
  return (
    <label class="row">
      Show
      <select value={state} onChange={(event) => onState(event.currentTarget.value as Shown)}>
        <option value="">everything</option>
        <option value="waiting">what is on its way</option>
        <option value="delivered">what arrived</option>
        <option value="parked">what was given up</option>
      </select>
    </label>
  )
}

type TableProps = {
  readonly site: string
  readonly items: readonly Sent[]
  readonly mayReplay: boolean
  onReplay(eventId: string): void
}

function SentTable({ site, items, mayReplay, onReplay }: TableProps) {
  return (
    <Table label="What was sent" columns={['Event', 'Happened', 'State', 'Tries']} act="Send again">
      {items.map((sent) => {
        const { tone, words, why } = sentHow(sent)
        return (
          <tr key={sent.eventId}>
            <th scope="row">
              {sent.commentId === null ? (
                eventName(sent.type)
              ) : (
                <a href={hrefOf('comment', sent.commentId, { site })}>{eventName(sent.type)}</a>
              )}
            </th>
            <td data-label="Happened">
              <time dateTime={sent.occurredAt} title={moment(sent.occurredAt)}>
                {ago(sent.occurredAt)}
              </time>
            </td>
            <td class="words" data-label="State">
              <span class={`chip ${tone}`}>{words}</span> {why}
              {sent.nextAt && <small class="soft"> next try {ago(sent.nextAt)}</small>}
            </td>
            <td data-label="Tries">
              {sent.attempts}
              {sent.lastAt && sent.attempts > 0 && <small class="soft"> last {ago(sent.lastAt)}</small>}
            </td>
            <td>
              {sent.state === 'parked' && mayReplay && (
                <button type="button" class="link" onClick={() => onReplay(sent.eventId)}>
                  Send again
                  <span class="hushed">
                    : {eventName(sent.type)}, {ago(sent.occurredAt)}
                  </span>
                </button>
              )}
            </td>
          </tr>
        )
      })}
    </Table>
  )
}

function AllAgain({ hook, onReplay }: { readonly hook: Hook; onReplay(): void }) {
  if (hook.disabledAt !== null) {
    return (
      <p class="soft">Switch it on to send again what was given up ({plural(hook.parked, 'message')}).</p>
    )
  }
  return (
    <p class="row">
      <button type="button" onClick={onReplay}>
        Send again all that was given up ({hook.parked})
      </button>
      <small class="soft">It is kept for thirty days.</small>
    </p>
  )
}
