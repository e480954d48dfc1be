import { useState } from 'preact/hooks'
import { get, messageOf } from '../api.ts'
import { ago, moment, plural } from '../format.ts'
import { hrefOf } from '../router.ts'
import type { Me, Page } from '../types.ts'
import { ArticleLink } from '../ui/article.tsx'
import { usePaged } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'
import { More } from '../ui/table.tsx'
import { useSite } from '../ui/use-site.ts'
import { AuthorityToldDialog, ReleaseDialog, UntilDialog } from './act-dialogs.tsx'
import { CopyDialog } from './copy-dialog.tsx'
import { CAUSES, type Copy, type Kept, keptPath, readCopy } from './kept.ts'

type Shown = 'held' | 'all'

/** Copies of comments held as evidence: why, until when, who was told and who has read them. */
export function EvidencePage({ me }: { readonly me: Me }) {
  const { site, name } = useSite(me)
  const [state, setState] = useState<Shown>('held')
  const list = usePaged(`${site} ${state}`, (cursor) =>
    get<Page<Kept>>(keptPath(site), { state, limit: 50, cursor }),
  )
  const onChange = (changed: Kept) =>
    list.change((items) => items.map((each) => (each.id === changed.id ? changed : each)))
  return (
    <main class="page" id="main">
      <header>
        <h1>Evidence of {name}</h1>
        <label class="row">
          Show
          <select value={state} onChange={(event) => setState(event.currentTarget.value as Shown)}>
            <option value="held">what is held</option>
            <option value="all">all there ever was</option>
          </select>
        </label>
        <p>
          Escalated comments, and those that an admin keeps from their record. A copy is kept apart from the
          comment: erasure, withdrawal and retention do not touch it. Each reading is recorded with the
          reader’s name.
        </p>
      </header>
      {list.error && <p class="note bad">{list.error}</p>}
      {list.items === null && <p class="empty">Fetching the evidence…</p>}
      {list.items?.length === 0 && !list.error && <p class="empty">Nothing is held as evidence.</p>}
      {list.items && list.items.length > 0 && (
        <ul class="kept">
          {list.items.map((kept) => (
            <KeptCard key={kept.id} site={site} kept={kept} onChange={onChange} />
          ))}
        </ul>
      )}
      <More list={list} />
    </main>
  )
}

type CardProps = { readonly site: string; readonly kept: Kept; onChange(kept: Kept): void }

function KeptCard({ site, kept, onChange }: CardProps) {
  const { id, commentId, article, cause, note, keptBy, createdAt } = kept
  return (
    <li class="card stack">
      <header class="stack tight">
        <h2 id={`kept-${id}`}>
          {CAUSES[cause]} <Until kept={kept} />
        </h2>
        <p class="soft">
          Kept by <bdi>{keptBy}</bdi>{' '}
          <time dateTime={createdAt} title={moment(createdAt)}>
            {ago(createdAt)}
          </time>
          {article && (
            <>
              {' '}
              under <ArticleLink site={site} article={article} />
            </>
          )}{' '}
          · <a href={hrefOf('comment', commentId, { site })}>Record</a>
        </p>
      </header>
      {note && (
        <p class="words" dir="auto">
          {note}
        </p>
      )}
      <Acts kept={kept} />
      {kept.endedAt === null && <Buttons site={site} kept={kept} onChange={onChange} />}
    </li>
  )
}

function Until({ kept: { endedAt, keepUntil, acts } }: Pick<CardProps, 'kept'>) {
  if (endedAt === null) return <span class="chip">until {moment(keepUntil)}</span>
  const isReleased = acts.some(({ action }) => action === 'release')
  return (
    <span class="chip">
      {isReleased ? 'released' : 'expired'} {moment(endedAt)}
    </span>
  )
}

/** Who was told, what was decided about the copy, and who read it. */
function Acts({ kept: { cause, acts, readings } }: Pick<CardProps, 'kept'>) {
  const isTold = acts.some(({ action }) => action === 'tell')
  return (
    <>
      {cause === 'danger-to-life' && !isTold && (
        <p class="note warn">No authority has been told yet, as far as is recorded here.</p>
      )}
      {acts.length > 0 && (
        <ol class="stack tight">
          {acts.map((act) => (
            <li key={act.at} class="words">
              <Act act={act} /> <span class="soft">Recorded by {act.by}.</span>
            </li>
          ))}
        </ol>
      )}
      {readings.length > 0 && (
        <details>
          <summary>Read {plural(readings.length, 'time')}</summary>
          <ul>
            {readings.map(({ by, at }) => (
              <li key={at}>
                <bdi>{by}</bdi>, {moment(at)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function Act({ act }: { readonly act: Kept['acts'][number] }) {
  if (act.action === 'tell') {
    return (
      <>
        <b>
          <bdi>{act.authority}</bdi> was told
        </b>{' '}
        {moment(act.toldAt)}
        {act.reference && (
          <>
            , reference <bdi>{act.reference}</bdi>
          </>
        )}
        .
      </>
    )
  }
  return (
    <>
      <b>{act.action === 'keep' ? `Kept until ${moment(act.keepUntil)}` : 'Released'}</b>:{' '}
      <bdi>{act.reason}</bdi>
    </>
  )
}

type Asked = 'told' | 'until' | 'release' | Copy

/** What an admin can do with a copy. */
function Buttons({ site, kept, onChange }: CardProps) {
  const [asked, ask] = useState<Asked | null>(null)
  const read = async () => {
    try {
      ask(await readCopy(site, kept))
      onChange(await get<Kept>(keptPath(site, kept.id)))
    } catch (error) {
      toast(messageOf(error))
    }
  }
  const of = { site, kept, onChange, onClose: () => ask(null) }
  const about = `kept-${kept.id}`
  return (
    <div class="row">
      <button type="button" aria-describedby={about} aria-haspopup="dialog" onClick={() => void read()}>
        Read the copy
      </button>
      <button type="button" aria-describedby={about} aria-haspopup="dialog" onClick={() => ask('told')}>
        Authorities were told
      </button>
      <button type="button" aria-describedby={about} aria-haspopup="dialog" onClick={() => ask('until')}>
        Keep until
      </button>
      <button
        type="button"
        class="link"
        aria-describedby={about}
        aria-haspopup="dialog"
        onClick={() => ask('release')}
      >
        Release
      </button>
      {asked === 'told' && <AuthorityToldDialog {...of} />}
      {asked === 'until' && <UntilDialog {...of} />}
      {asked === 'release' && <ReleaseDialog {...of} />}
      {asked !== null && typeof asked === 'object' && (
        <CopyDialog copy={asked} site={site} onClose={of.onClose} />
      )}
    </div>
  )
}
