import { useState } from 'preact/hooks'
import type { Token } from '../../../tokens/queries.ts'
import { call, get, messageOf, serviceTime } from '../api.ts'
import { ago, moment } from '../format.ts'
import type { Json, Me, Page } from '../types.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useLoaded, usePaged } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'
import { More, Table } from '../ui/table.tsx'
import { NewToken } from './new-token.tsx'

type ShownToken = Json<Token>
type Site = { readonly id: string; readonly slug: string; readonly name: string }

/** Who may sign in: tokens given out here, and people who came through the newsroom's login. */
export function TokensPage({ me }: { readonly me: Me }) {
  const [turn, setTurn] = useState(0)
  const sites = useLoaded('', () => get<Page<Site>>('/v1/admin/sites', { limit: 100 }))
  const list = usePaged(`${turn}`, (cursor) =>
    get<Page<ShownToken>>('/v1/admin/tokens', { limit: 100, cursor }),
  )
  const again = () => setTurn(turn + 1)
  return (
    <main class="page" id="main">
      <header>
        <h1>Tokens</h1>
        <p>
          One for each person and each program, so that every decision has a name and each can be ended by
          itself. A token is shown once, when it is made; only its fingerprint is kept.
        </p>
      </header>
      <NewToken sites={me.sites} onDone={again} />
      {list.error && <p class="note bad">{list.error}</p>}
      {list.items === null && <p class="empty">Fetching the tokens…</p>}
      {list.items && list.items.length > 0 && (
        <TokenTable tokens={list.items} sites={sites.value?.items ?? []} me={me} onDone={again} />
      )}
      <More list={list} />
    </main>
  )
}

function TokenTable({
  tokens,
  sites,
  me,
  onDone,
}: {
  readonly tokens: readonly ShownToken[]
  readonly sites: readonly Site[]
  readonly me: Me
  onDone(): void
}) {
  const [ending, setEnding] = useState<ShownToken | null>(null)
  return (
    <>
      <Table label="Tokens" columns={['Name', 'Role', 'Sites', 'Made', 'Ends']} act="End">
        {tokens.map((token) => (
          <tr key={token.id}>
            <th scope="row">
              <bdi>{token.name}</bdi>
            </th>
            <td data-label="Role">{token.role}</td>
            <td class="words" data-label="Sites">
              {sitesOf(token, sites)}
            </td>
            <td data-label="Made">
              <time dateTime={token.createdAt} title={moment(token.createdAt)}>
                {ago(token.createdAt)}
              </time>
            </td>
            <td data-label="Ends">{endOf(token)}</td>
            <td>
              {token.id === me.id && <span class="soft">you</span>}
              {token.id !== me.id && token.revokedAt === null && (
                <button type="button" class="link" onClick={() => setEnding(token)}>
                  End<span class="hushed"> the token of {token.name}</span>
                </button>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {ending && <EndDialog token={ending} onClose={() => setEnding(null)} onDone={onDone} />}
    </>
  )
}

/** Asks first: a token that has been ended never works again. */
function EndDialog({
  token,
  onClose,
  onDone,
}: {
  readonly token: ShownToken
  onClose(): void
  onDone(): void
}) {
  const end = async () => {
    try {
      await call('DELETE', `/v1/admin/tokens/${token.id}`)
      toast(`${token.name} is signed out, and the token no longer works.`)
      onDone()
    } catch (error) {
      toast(messageOf(error))
    }
    onClose()
  }
  return (
    <Dialog title={`End the token of ${token.name}?`} onClose={onClose}>
      <p>
        Whoever uses it is signed out at once. This cannot be taken back; a new token can be made. What was
        decided with it stays.
      </p>
      <p class="row">
        <button type="button" class="bad" onClick={() => void end()}>
          End it
        </button>
        <button type="button" onClick={onClose} autofocus>
          Keep it
        </button>
      </p>
    </Dialog>
  )
}

function sitesOf({ siteIds }: ShownToken, sites: readonly Site[]): string {
  if (siteIds === null) return 'all'
  return siteIds.map((id) => sites.find((site) => site.id === id)?.name ?? id).join(', ')
}

function endOf({ revokedAt, expiresAt }: ShownToken): string {
  if (revokedAt !== null) return `ended ${ago(revokedAt)}`
  if (expiresAt === null) return 'never'
  return new Date(expiresAt) <= serviceTime() ? `ended ${ago(expiresAt)}` : moment(expiresAt)
}
