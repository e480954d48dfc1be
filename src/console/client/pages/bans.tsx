import { useState } from 'preact/hooks'
import type { Ban } from '../../../review/bans.ts'
import { call, get, messageOf, troubleIn } from '../api.ts'
import { EndField, endIn } from '../desk/ban-end.tsx'
import { ago, moment } from '../format.ts'
import { usePlace } from '../router.ts'
import type { Json, Me, Page } from '../types.ts'
import { useAttempt } from '../ui/attempt.ts'
import { useFormDraft } from '../ui/drafts.ts'
import { submits, typedIn } from '../ui/form.tsx'
import { usePaged } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'
import { More, Table } from '../ui/table.tsx'
import { bannedHow } from '../wording.ts'

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
          Comments by those who are banned are refused; comments by those who are watched wait for a
          moderator. Choose an author by one of their comments, a network also by its address: no address is
          kept, only its hash.
        </p>
      </header>
      <NewBan sites={site ? [site] : me.sites.map(({ slug }) => slug)} onDone={again} />
      {list.error && <p class="note bad">{list.error}</p>}
      {list.items?.length === 0 && <p class="empty">Nobody is banned or watched.</p>}
      {list.items && list.items.length > 0 && <BanTable bans={list.items} onDone={again} />}
      <More list={list} />
    </main>
  )
}

function BanTable({ bans, onDone }: { readonly bans: readonly ShownBan[]; onDone(): void }) {
  const lift = (ban: ShownBan) =>
    call('DELETE', `/v1/review/bans/${ban.id}`).then(
      () => {
        toast(`${ban.label} is ${bannedHow(ban).toLowerCase()} no more.`)
        onDone()
      },
      (error: unknown) => toast(messageOf(error)),
    )
  return (
    <Table label="Bans" columns={['Who', 'By', 'How', 'Ends', 'Note', 'Made']} act="Lift">
      {bans.map((ban) => (
        <tr key={ban.id}>
          <td data-label="Who">
            <bdi class="strong">{ban.label}</bdi>
          </td>
          <td data-label="By">{ban.kind}</td>
          <td data-label="How">{bannedHow(ban).toLowerCase()}</td>
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
                Lift
                <span class="hushed">
                  {' '}
                  the {ban.effect === 'hold' ? 'watch on' : 'ban of'} {ban.label}
                </span>
              </button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}

const VALUES = [
  { kind: 'domain', name: 'link domain', example: 'shop.example' },
  { kind: 'name', name: 'name', example: 'Sam Spammer' },
  { kind: 'email', name: 'e-mail address', example: 'sam@mail.example' },
  { kind: 'network', name: 'network address', example: '192.0.2.7 or 2001:db8:1:2::/64' },
] as const
type Kind = (typeof VALUES)[number]

function NewBan({ sites, onDone }: { readonly sites: readonly string[]; onDone(): void }) {
  const [{ example }, setKind] = useState<Kind>(VALUES[0])
  const { trouble, attempt } = useAttempt<string | null>(null, troubleIn)
  const { ref, onInput, forget } = useFormDraft('ban')
  const make = async (form: HTMLFormElement) => {
    await call('POST', '/v1/review/bans', {
      site: typedIn(form, 'site') || sites[0],
      kind: typedIn(form, 'kind'),
      effect: typedIn(form, 'effect'),
      value: typedIn(form, 'value'),
      ...endIn(form),
    })
    form.reset()
    forget()
    setKind(VALUES[0])
    onDone()
  }
  return (
    <form
      class="row card"
      ref={ref}
      onInput={onInput}
      onSubmit={submits((form) => attempt(() => make(form)))}
    >
      <HowAndWhom onKind={setKind} />
      <input name="value" required maxLength={200} aria-label="Which" placeholder={example} />
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
      <EndField label="for" kind="row" hours={0} />
      <button type="submit">Add</button>
      {trouble && (
        <p class="note bad" role="alert">
          {trouble}
        </p>
      )}
    </form>
  )
}

function HowAndWhom({ onKind }: { onKind(kind: Kind): void }) {
  return (
    <>
      <label class="row">
        <span class="hushed">How</span>
        <select name="effect">
          <option value="refuse">Ban</option>
          <option value="hold">Watch</option>
        </select>
      </label>
      <label class="row">
        a
        <select
          name="kind"
          onChange={({ currentTarget }) => onKind(VALUES[currentTarget.selectedIndex] ?? VALUES[0])}
        >
          {VALUES.map(({ kind, name }) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}
