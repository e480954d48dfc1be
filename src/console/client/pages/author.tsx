import { useState } from 'preact/hooks'
import { get } from '../api.ts'
import { bulkTurns } from '../bulk/selection.ts'
import { BanDialog } from '../desk/ban-dialog.tsx'
import { ago } from '../format.ts'
import { AuthorCounts } from '../item/background.tsx'
import { FromColleagues } from '../item/colleagues.tsx'
import { type Remarks, remarksOf } from '../item/remarks.ts'
import { EraseAuthorDialog } from '../person/erase-dialog.tsx'
import { hrefOf, usePlace } from '../router.ts'
import { useStore } from '../store.ts'
import type { Item, Me, Page } from '../types.ts'
import { CommentList } from '../ui/comment-list.tsx'
import { useLoaded, usePaged } from '../ui/load.ts'
import { bannedHow } from '../wording.ts'

/** One author, known by any of their comments: record, bans, everything they wrote. */
export function AuthorPage({ me }: { readonly me: Me }) {
  const { subject, query } = usePlace()
  const { turn } = useStore(bulkTurns)
  const site = query.get('site')
  const [asked, ask] = useState<'ban' | 'erasure' | null>(null)
  const known = useLoaded(`${site} ${subject}`, () => get<Item>(`/v1/review/comments/${subject}`, { site }))
  const [erasures, setErasures] = useState(0)
  const list = usePaged(`${turn} ${erasures} ${site} ${subject}`, (cursor) =>
    get<Page<Item>>('/v1/review/comments', { site, author: subject, limit: 50, cursor }),
  )
  const item = known.value
  const done = () => {
    ask(null)
    void known.reload()
  }
  const erased = () => {
    done()
    setErasures(erasures + 1)
  }
  return (
    <main class="page" id="main">
      <AuthorHead item={item} me={me} onBan={() => ask('ban')} onErase={() => ask('erasure')} />
      {known.error && <p class="note bad">{known.error}</p>}
      {item && (
        <AuthorCounts author={item.author}>
          <div>
            <dt>first seen</dt>
            <dd>{ago(item.author.firstSeenAt)}</dd>
          </div>
        </AuthorCounts>
      )}
      {item?.author.bans.map((ban) => (
        <p key={ban.id} class="note bad">
          {bannedHow(ban)} by {ban.kind}
          {ban.expiresAt ? `, ends ${ago(ban.expiresAt)}` : ', without an end'}
        </p>
      ))}
      {item && <FromColleagues remarks={ofAuthor(item)} site={item.comment.site} onChange={known.reload} />}
      <CommentList list={list} empty="Nothing of this author is left." />
      {asked === 'ban' && item && <BanDialog item={item} onClose={done} />}
      {asked === 'erasure' && item && (
        <EraseAuthorDialog item={item} onClose={() => ask(null)} onDone={erased} />
      )}
    </main>
  )
}

type HeadProps = {
  readonly item: Item | null
  readonly me: Me
  onBan(): void
  onErase(): void
}

function AuthorHead({ item, me, onBan, onErase }: HeadProps) {
  return (
    <header>
      <h1>
        <bdi>{item?.comment.author.name ?? 'Author'}</bdi>
      </h1>
      {item && (
        <div class="row">
          <button type="button" onClick={onBan}>
            Ban…
          </button>
          {me.role === 'admin' && (
            <>
              <button type="button" class="link" aria-haspopup="dialog" onClick={onErase}>
                Erase…
              </button>
              <a href={hrefOf('person', null, { site: item.comment.site, comment: item.comment.id })}>
                Personal data
              </a>
            </>
          )}
        </div>
      )}
      <p>
        The same network and name, or the same e-mail address: one author, as far as can be told without
        accounts.
      </p>
    </header>
  )
}

function ofAuthor(item: Item): Remarks {
  return { secondOpinions: [], notes: remarksOf(item).notes.filter(({ about }) => about === 'author') }
}
