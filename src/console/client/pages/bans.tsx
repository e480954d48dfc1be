import { useState } from 'preact/hooks'
import type { Ban } from '../../../review/bans.ts'
import { call, get, messageOf } from '../api.ts'
import { ago, moment } from '../format.ts'
import { usePlace } from '../router.ts'
import type { Json, Me, Page } from '../types.ts'
import { submits, typedIn } from '../ui/form.tsx'
import { usePaged } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'
import { More, Table } from '../ui/table.tsx'

type ShownBan = Json<Ban>

/** Bans in force, or all there ever were; new ones by name, domain or address. */
export function BansPage({ me }: { readonly me: Me }) {
  const site = usePlace().query.get('site')
  const [state, setState] = useState<'live' | 'all'>('live')
  const [turn, setTurn] = useState(0)
  const list = usePaged(`${site} ${state} ${turn}`, (cursor) =>
    get<Page<ShownBan>>('/v1/review/bans', { site, state, limit: 100, cursor }),
  )
  const again = () => setTurn(turn + 1)
  return (
    <main class="page" id="main">
      <header>
        <h1>Bans</h1>
        <label class="row">
          Show
          <select value={state} onChange={(event) => setState(event.currentTarget.value as 'live' | 'all')}>
            <option value="live">those in force</option>
            <option value="all">all there ever were</option>
          </select>
        </label>
        <p>
          Authors and networks are banned from one of their comments, so nobody here ever sees an address.
        </p>
      </header>
      <NewBan sites={site ? [site] : me.sites.map(({ slug }) => slug)} onDone={again} />
      {list.error && <p class="note bad">{list.error}</p>}
      {list.items?.length === 0 && <p class="empty">Nobody is banned.</p>}
      {list.items && list.items.length > 0 && <BanTable bans={list.items} onDone={again} />}
      <More list={list} />
    </main>
  )
}

function BanTable({ bans, onDone }: { readonly bans: readonly ShownBan[]; onDone(): void }) {
  const lift = (ban: ShownBan) =>
    call('DELETE', `/v1/review/bans/${ban.id}`).then(
      () => {
        toast(`The ban of ${ban.label} is lifted.`)
        onDone()
      },
      (error: unknown) => toast(messageOf(error)),
    )
  return (
    <Table label="Bans" columns={['Who', 'By', 'Ends', 'Note', 'Made']} act="Lift">
      {bans.map((ban) => (
        <tr key={ban.id}>
          <td data-label="Who">
            <bdi class="strong">{ban.label}</bdi>
          </td>
          <td data-label="By">{ban.kind}</td>
          <td data-label="Ends">
            {ban.liftedAt ? `lifted ${ago(ban.liftedAt)}` : ban.expiresAt ? moment(ban.expiresAt) : 'never'}
          </td>
          <td class="words" data-label="Note">
            {ban.note}
          </td>
          <td data-label="Made">
            {ban.createdBy}, {ago(ban.createdAt)}
          </td>
          <td>
            {ban.liftedAt === null && (
              <button type="button" class="link" onClick={() => void lift(ban)}>
                Lift<span class="hushed"> the ban of {ban.label}</span>
              </button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}

function NewBan({ sites, onDone }: { readonly sites: readonly string[]; onDone(): void }) {
  const submit = async (form: HTMLFormElement) => {
    try {
      await call('POST', '/v1/review/bans', {
        site: typedIn(form, 'site') || sites[0],
        kind: typedIn(form, 'kind'),
        value: typedIn(form, 'value'),
      })
      form.reset()
      onDone()
    } catch (error) {
      toast(messageOf(error))
    }
  }
  return (
    <form class="row card" onSubmit={submits(submit)}>
      <label class="row">
        Ban a
        <select name="kind">
          <option value="domain">link domain</option>
          <option value="name">name</option>
          <option value="email">e-mail address</option>
        </select>
      </label>
      <input name="value" required maxLength={200} aria-label="Which" placeholder="shop.example" />
      {sites.length > 1 && (
        <label class="row">
          on
          <select name="site">
            {sites.map((slug) => (
              <option key={slug}>{slug}</option>
            ))}
          </select>
        </label>
      )}
      <button type="submit">Ban</button>
    </form>
  )
}
