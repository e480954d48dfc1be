import type { ComponentChildren } from 'preact'
import { directionOf, moment } from '../format.ts'
import { langOf } from '../session.ts'
import { Dialog } from '../ui/dialog.tsx'
import { saveFile } from '../ui/save-file.ts'
import { checkName, OUTCOME_NAMES, reasonName } from '../wording.ts'
import type { Copy } from './kept.ts'

/** Shows a copy; it can be saved as a file for the authority that asked for it. */
export function CopyDialog({
  copy,
  site,
  onClose,
}: {
  readonly copy: Copy
  readonly site: string
  onClose(): void
}) {
  const { comment, article, revisions } = copy
  return (
    <Dialog title="The copy as it was kept" onClose={onClose} wide>
      <div class="stack copied">
        <p class="soft">Your reading has been recorded.</p>
        <dl>
          <Fact name="Name" value={comment.name} />
          <Fact name="E-mail" value={comment.email} />
          <Fact name="Website" value={comment.website} />
          <Fact name="Written" value={moment(comment.createdAt)} />
          <Fact name="Article" value={article.url ?? article.title ?? article.key} />
          <Fact name="Comment" value={comment.id} />
        </dl>
        <Words title="What it said" text={comment.text} site={site} />
        {revisions.map(({ revision, text, replacedAt }) => (
          <Words key={revision} title={`Until ${moment(replacedAt)}`} text={text} site={site} />
        ))}
        <Decided copy={copy} />
        <Found copy={copy} />
        <Part title="Hashes of who wrote it">
          <p class="soft">
            Equal for comments by the same author, from the same network or with the same address.
          </p>
          <dl>
            <Fact name="Author" value={comment.authorHash} />
            <Fact name="Network" value={comment.networkHash} />
            <Fact name="E-mail" value={comment.emailHash} />
          </dl>
        </Part>
        <p class="row">
          <button type="button" onClick={() => save(copy)}>
            Save as a file
          </button>
          <button type="button" onClick={onClose} autofocus>
            Close
          </button>
        </p>
      </div>
    </Dialog>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string | null }) {
  if (value === null) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd class="words">
        <bdi>{value}</bdi>
      </dd>
    </div>
  )
}

function Words({
  title,
  text,
  site,
}: {
  readonly title: string
  readonly text: string
  readonly site: string
}) {
  return (
    <section class="stack tight said">
      <h3>{title}</h3>
      <p class="words" dir={directionOf(text)} lang={langOf(site)}>
        {text}
      </p>
    </section>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <details>
      <summary>{title}</summary>
      {children}
    </details>
  )
}

const DONE = { approve: 'approved it', reject: 'rejected it', undo: 'took a decision back' } as const

function Decided({ copy: { decisions } }: { readonly copy: Copy }) {
  if (decisions.length === 0) return null
  return (
    <section class="stack tight">
      <h3>What was decided</h3>
      <ul>
        {decisions.map(({ id, action, reason, moderator, createdAt }) => (
          <li key={id}>
            <bdi>{moderator}</bdi> {DONE[action]}
            {action === 'reject' && `: ${reasonName(reason).toLowerCase()}`}, {moment(createdAt)}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What the checks found in its last text. */
function Found({ copy: { verdicts } }: { readonly copy: Copy }) {
  const marks = (verdicts.at(-1)?.signals ?? []).filter(({ outcome }) => outcome !== 'clear')
  if (marks.length === 0) return null
  return (
    <Part title="What the checks found">
      <ul>
        {marks.map(({ check, outcome, detail }) => (
          <li key={check} class="words">
            {checkName(check)}: {OUTCOME_NAMES[outcome]}
            {detail && <span class="soft"> ({detail})</span>}
          </li>
        ))}
      </ul>
    </Part>
  )
}

function save(copy: Copy): void {
  saveFile(`evidence-${copy.comment.id}.json`, 'application/json', JSON.stringify(copy, null, 2))
}
