import { useState } from 'preact/hooks'
import { get } from '../api.ts'
import { EscalateDialog } from '../desk/escalate-dialog.tsx'
import { ago, moment } from '../format.ts'
import { FromColleagues } from '../item/colleagues.tsx'
import { Evidence } from '../item/evidence.tsx'
import { Notices } from '../item/notices.tsx'
import { remarksOf } from '../item/remarks.ts'
import { HoldDialog } from '../kept/hold-dialog.tsx'
import { EraseCommentDialog } from '../person/erase-dialog.tsx'
import { hrefOf, usePlace } from '../router.ts'
import { langOf } from '../session.ts'
import type { Me, Whole } from '../types.ts'
import { CommentRow } from '../ui/comment-row.tsx'
import { KeyOf } from '../ui/key.tsx'
import { useLoaded } from '../ui/load.ts'
import { useCommands } from '../ui/use-commands.ts'
import { reasonName } from '../wording.ts'

/** Everything about one comment: evidence, what was decided, earlier texts, others like it. */
export function RecordPage({ me }: { readonly me: Me }) {
  const { subject, query } = usePlace()
  const site = query.get('site')
  const {
    value: whole,
    error,
    reload,
  } = useLoaded(`${site} ${subject}`, () => get<Whole>(`/v1/review/comments/${subject}`, { site }))
  if (whole === null) {
    return (
      <main class="page" id="main">
        <h1>Record</h1>
        {error ? <p class="note bad">{error}</p> : <p class="empty">Fetching…</p>}
      </main>
    )
  }
  return (
    <main class="page" id="main">
      <header>
        <h1>
          Comment by <bdi>{whole.comment.author.name}</bdi>
        </h1>
        <p>
          {moment(whole.comment.submittedAt)} · <code>{whole.comment.id}</code>
        </p>
      </header>
      <Danger whole={whole} isAdmin={me.role === 'admin'} onChange={reload} />
      <ul class="comment-list">
        <CommentRow item={whole} showArticle onChange={reload} />
      </ul>
      <div class="columns">
        <div class="stack">
          <Notices reports={whole.reports} />
          <FromColleagues remarks={remarksOf(whole)} site={whole.comment.site} onChange={reload} />
          <Decisions whole={whole} />
          <Revisions whole={whole} />
        </div>
        <div class="card">
          <Evidence item={whole} whole={whole} onLight={() => {}} />
        </div>
      </div>
    </main>
  )
}

/** Escalating the comment, and for admins keeping it as evidence, erasing it or seeing all that is kept of it. */
function Danger({
  whole,
  isAdmin,
  onChange,
}: {
  readonly whole: Whole
  readonly isAdmin: boolean
  onChange(): void
}) {
  const [asked, ask] = useState<'escalation' | 'hold' | 'erasure' | null>(null)
  const of = { item: whole, onClose: () => ask(null) }
  const done = () => {
    ask(null)
    onChange()
  }
  useCommands({ escalate: () => ask('escalation') })
  return (
    <div class="row">
      <button type="button" aria-haspopup="dialog" onClick={() => ask('escalation')}>
        Escalate <KeyOf command="escalate" />
      </button>
      {isAdmin && (
        <>
          <button type="button" aria-haspopup="dialog" onClick={() => ask('hold')}>
            Keep as evidence
          </button>
          <button type="button" class="link" aria-haspopup="dialog" onClick={() => ask('erasure')}>
            Erase…
          </button>
          <a
            href={hrefOf('person', null, {
              site: whole.comment.site,
              comment: whole.comment.id,
              scope: 'comment',
            })}
          >
            Personal data
          </a>
        </>
      )}
      {asked === 'escalation' && <EscalateDialog {...of} onChange={onChange} />}
      {asked === 'hold' && <HoldDialog {...of} />}
      {asked === 'erasure' && <EraseCommentDialog {...of} onDone={done} />}
    </div>
  )
}

function Decisions({ whole }: { readonly whole: Whole }) {
  return (
    <section class="card stack">
      <h2>Decisions</h2>
      {whole.decisions.length === 0 && <p class="soft">No person has decided yet.</p>}
      <ol class="stack tight">
        {whole.decisions.map((decision) => (
          <li key={decision.id}>
            <b>{decision.moderator.name}</b>{' '}
            {decision.action === 'undo'
              ? 'took the decision back'
              : decision.action === 'approve'
                ? 'approved it'
                : `rejected it: ${reasonName(decision.reason).toLowerCase()}`}{' '}
            <span class="soft">{ago(decision.createdAt)}</span>
            {decision.note && <p class="words soft">{decision.note}</p>}
            {decision.statement && (
              <details>
                <summary>What the author reads</summary>
                <p>{decision.statement.ground.clause}</p>
                <p>{decision.statement.facts}</p>
                <p class="soft">{decision.statement.redress.text}</p>
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Revisions({ whole }: { readonly whole: Whole }) {
  if (whole.revisions.length === 0) return null
  return (
    <section class="card stack">
      <h2>Earlier texts</h2>
      {whole.revisions.map(({ revision, text, replacedAt }) => (
        <div key={revision}>
          <p class="soft">Until {moment(replacedAt)}</p>
          <p class="words" dir="auto" lang={langOf(whole.comment.site)}>
            {text}
          </p>
        </div>
      ))}
    </section>
  )
}
