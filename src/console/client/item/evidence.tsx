import type { ComponentChildren } from 'preact'
import { ago, percent } from '../format.ts'
import type { Item, Signal, Whole } from '../types.ts'
import { checkName, checkPurpose, OUTCOME_NAMES, reasonName } from '../wording.ts'
import { AuthorRecord, SimilarComments } from './background.tsx'
import { featureName } from './features.ts'
import { openNotices } from './notices.tsx'
import { suggestedReason } from './suggested-reason.ts'

const SIGNS = { block: '!', suspect: '?', unavailable: '–', clear: '✓' } as const
const RANK = { block: 0, suspect: 1, unavailable: 2, clear: 3 } as const
const MOST_QUOTES = 6

/** Everything the machine, the readers and the archive know about a comment. */
export function Evidence({
  item,
  whole,
  onLight,
  children,
}: {
  readonly item: Item
  readonly whole: Whole | null
  onLight(check: string | null): void
  readonly children?: ComponentChildren
}) {
  return (
    <aside class="evidence" aria-label="Evidence">
      <Judged item={item} onLight={onLight} />
      {item.appeal && (
        <section>
          <h2>Appeal</h2>
          <p class="words" dir="auto">
            {item.appeal.note ?? 'The author asked to look again, without giving a reason.'}
          </p>
          <p class="soft">{ago(item.appeal.createdAt)}. Somebody else than before decides.</p>
        </section>
      )}
      <Reports item={item} />
      <Signals item={item} onLight={onLight} />
      <AuthorRecord item={item} whole={whole} />
      <SimilarComments whole={whole} />
      {children}
    </aside>
  )
}

function Judged({ item, onLight }: { readonly item: Item; onLight(check: string | null): void }) {
  const { verdict } = item
  if (verdict === null) return null
  const { probability, thresholds } = verdict
  return (
    <section>
      <h2>Verdict</h2>
      <div class="odds">
        <p>
          <strong>
            {{ approve: 'Let through', hold: 'Held for you', reject: 'Rejected' }[verdict.action]}
          </strong>
          {verdict.because.length > 0 && <span class="soft">: {becauseOf(verdict)}</span>}
        </p>
        {probability !== null && (
          <>
            <Gauge probability={probability} lines={[thresholds?.approveBelow, thresholds?.rejectAbove]} />
            <p class="soft">
              A moderator here would reject it with a probability of <b>{percent(probability)}</b>.
              {isByJudge(verdict) && limitOf(thresholds?.approveBelow)}
            </p>
          </>
        )}
        <LikelyReason item={item} />
        <Explanation item={item} onLight={onLight} />
      </div>
    </section>
  )
}

type Verdict = NonNullable<Item['verdict']>

function isByJudge({ action, because }: Verdict): boolean {
  return action === 'hold' && because.includes('judge')
}

/** What caused the verdict; of the judge alone it says what that means. */
function becauseOf(verdict: Verdict): string {
  if (isByJudge(verdict) && verdict.because.length === 1)
    return 'no check marked it, and the judge will not decide it alone'
  return verdict.because.map(checkName).join(', ').toLowerCase()
}

function limitOf(approveBelow: number | null | undefined): string {
  return approveBelow == null
    ? ' At present the machine is sure enough of no comment to publish it alone.'
    : ` The machine publishes alone up to ${percent(approveBelow)}.`
}

function Gauge({
  probability,
  lines,
}: {
  readonly probability: number
  readonly lines: readonly (number | null | undefined)[]
}) {
  const at = (share: number) => ({ insetInlineStart: `${Math.min(Math.max(share, 0), 1) * 100}%` })
  const shown = lines.filter((line): line is number => line != null && line > 0 && line < 1)
  return (
    <span class="gauge" aria-hidden="true">
      {shown.map((line) => (
        <i key={line} class="line" style={at(line)} />
      ))}
      <i style={at(probability)} />
    </span>
  )
}

/** The kind of rejection that the judge expects, unless a surer check names another: there is only one suggestion. */
function LikelyReason({ item }: { readonly item: Item }) {
  const { judge } = item
  if (judge?.likelyReason == null || suggestedReason(item) !== judge.likelyReason) return null
  return (
    <p class="soft">
      If it were rejected, then most likely as <b>{reasonName(judge.likelyReason).toLowerCase()}</b>.
    </p>
  )
}

/** The features that weighed most, where the judge names them. */
function Explanation({ item, onLight }: { readonly item: Item; onLight(check: string | null): void }) {
  const parts = item.verdict?.explanation ?? []
  if (parts.length === 0) return null
  const most = Math.max(...parts.map(({ weight }) => Math.abs(weight)), 0.01)
  return (
    <ul class="weighed" onMouseEnter={() => onLight('judge')} onMouseLeave={() => onLight(null)}>
      {parts.map(({ feature, weight, spans }) => (
        <li key={feature}>
          <bdi class="words">{featureName({ feature, ...(spans && { spans }) })}</bdi>
          <span class="hushed">{weight > 0 ? ', speaks for rejecting' : ', speaks for approving'}</span>
          <span class="bar-of" data-for={weight > 0 ? 'reject' : 'approve'} aria-hidden="true">
            <i style={{ width: `${(Math.abs(weight) / most) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Signals({ item, onLight }: { readonly item: Item; onLight(check: string | null): void }) {
  const sorted = [...item.signals].sort((a, b) => RANK[a.outcome] - RANK[b.outcome])
  const marked = sorted.filter(({ outcome }) => outcome !== 'clear')
  const clear = sorted.filter(({ outcome }) => outcome === 'clear')
  const total = item.signals.reduce((sum, { ms }) => sum + ms, 0)
  return (
    <section>
      <h2>Signals</h2>
      {marked.length === 0 && <p class="soft">No check marked it.</p>}
      <ul>
        {marked.map((signal) => (
          <SignalRow key={signal.check} signal={signal} text={item.comment.text} onLight={onLight} />
        ))}
      </ul>
      {clear.length > 0 && (
        <details>
          <summary>
            {clear.length} found nothing · all checks {Math.round(total)} ms
          </summary>
          <ul>
            {clear.map((signal) => (
              <SignalRow key={signal.check} signal={signal} text={item.comment.text} onLight={onLight} />
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function SignalRow({
  signal,
  text,
  onLight,
}: {
  readonly signal: Signal
  readonly text: string
  onLight(check: string | null): void
}) {
  const quotes = [...new Set((signal.spans ?? []).map(({ start, end }) => text.slice(start, end)))].filter(
    Boolean,
  )
  return (
    <li
      class="signal"
      data-outcome={signal.outcome}
      title={checkPurpose(signal.check) && `Looks for ${checkPurpose(signal.check)}`}
      onMouseEnter={() => onLight(signal.check)}
      onMouseLeave={() => onLight(null)}
    >
      <span class="sign" aria-hidden="true">
        {SIGNS[signal.outcome]}
      </span>
      <span>
        <span class={signal.outcome === 'clear' ? '' : 'strong'}>{checkName(signal.check)}</span>
        <span class="hushed">: {OUTCOME_NAMES[signal.outcome]}</span>
      </span>
      <span class="score">
        {signal.score !== null && <>{signal.score.toFixed(2)} · </>}
        {signal.ms < 1 ? '<1' : Math.round(signal.ms)} ms
      </span>
      <span class="detail">
        {signal.detail ?? (signal.outcome === 'unavailable' ? 'It gave no answer in time.' : '')}
        {quotes.slice(0, MOST_QUOTES).map((quote) => (
          <span key={quote}>
            {' '}
            <q>
              <bdi>{quote.slice(0, 80)}</bdi>
            </q>
          </span>
        ))}
        {quotes.length > MOST_QUOTES && ` and ${quotes.length - MOST_QUOTES} more`}
      </span>
    </li>
  )
}

/** Notices that wait are shown beside the comment instead. */
function Reports({ item }: { readonly item: Item }) {
  const waiting = openNotices(item.reports)
  const reports = item.reports.filter((report) => !waiting.includes(report))
  if (reports.length === 0) return null
  return (
    <section>
      <h2>Reports</h2>
      <ul class="stack tight">
        {reports.map((report) => (
          <li key={report.createdAt + report.reason}>
            <p class="row spread">
              <b>
                {reasonName(report.reason)}
                {report.notice && ', by notice'}
              </b>
              <small class="soft">{ago(report.createdAt)}</small>
            </p>
            {report.note && <p class="words">{report.note}</p>}
            <small class="soft">
              {report.reporter.upheld + report.reporter.dismissed === 0
                ? 'The first report of this reader'
                : `This reader was right ${report.reporter.upheld} of ${report.reporter.upheld + report.reporter.dismissed} times`}
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}
