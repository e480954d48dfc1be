import { useState } from 'preact/hooks'
import type { Preview as ServerPreview } from '../../../review/bulk/plan.ts'
import { call } from '../api.ts'
import { count, plural } from '../format.ts'
import { go, hrefOf } from '../router.ts'
import { langOf } from '../session.ts'
import type { Json, ReasonCode } from '../types.ts'
import { FormDialog } from '../ui/form.tsx'
import { useLoaded } from '../ui/load.ts'
import { Scroller } from '../ui/scroller.tsx'
import { startJob } from './jobs.ts'
import { describeMatch, type Match } from './match.ts'
import { mostSuggested, ReasonField } from './reason-field.tsx'
import { clearSelection } from './selection.ts'

type Preview = Json<ServerPreview>

/** One decision on everything that matches, however much that is, carried out in the background. */
export function BackgroundDialog({ match, onClose }: { readonly match: Match; onClose(): void }) {
  const [action, setAction] = useState<'approve' | 'reject'>('reject')
  const [chosen, setReason] = useState<ReasonCode | null | undefined>(undefined)
  const preview = useLoaded(JSON.stringify(match), () =>
    call<Preview>('POST', '/v1/review/bulk/preview', { match }),
  )
  const { value } = preview
  const reason = chosen === undefined ? mostSuggested(value?.sample ?? []) : chosen
  const start = async () => {
    if (value === null) return
    await startJob({ match, action, total: value.total, ...(action === 'reject' && reason && { reason }) })
    clearSelection()
    go(hrefOf('jobs'))
  }
  return (
    <FormDialog
      title="Decide on all that match"
      button={`${action === 'approve' ? 'Approve' : 'Reject'} ${value ? count(value.total) : ''}`}
      kind={action === 'approve' ? 'good' : 'bad'}
      disabled={!value || value.total === 0 || (action === 'reject' && reason === null)}
      onSubmit={start}
      onClose={onClose}
      wide
    >
      <p>
        Waiting comments {describeMatch(match)}. {value && <HowMany found={value} />}
      </p>
      {value === null && !preview.error && <p class="soft">Counting…</p>}
      {value && <Some items={value.sample} />}
      <label class="field">
        What
        <select
          value={action}
          onChange={(event) => setAction(event.currentTarget.value === 'approve' ? 'approve' : 'reject')}
        >
          <option value="reject">Reject them</option>
          <option value="approve">Approve them</option>
        </select>
      </label>
      {action === 'reject' && <ReasonField value={reason} onChange={setReason} />}
      {preview.error && (
        <p class="note bad" role="alert">
          {preview.error}
        </p>
      )}
      <p class="soft">What colleagues hold is left to them. It can be stopped, and undone as a whole.</p>
    </FormDialog>
  )
}

function HowMany({ found }: { readonly found: Preview }) {
  return (
    <strong>
      {plural(found.total, 'comment')}
      {found.capped && ' or more'} by {plural(found.authors, 'author')} on {plural(found.articles, 'article')}
      .
    </strong>
  )
}

function Some({ items }: { readonly items: Preview['sample'] }) {
  return (
    <Scroller label="Some of them" kind="preview">
      <ul>
        {items.map(({ comment }) => (
          <li key={comment.id}>
            <bdi class="strong">{comment.author.name}</bdi>
            <span class="words" dir="auto" lang={langOf(comment.site)}>
              {comment.text.slice(0, 160)}
            </span>
          </li>
        ))}
      </ul>
    </Scroller>
  )
}
