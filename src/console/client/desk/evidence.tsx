import { ago, count, percent } from '../format.ts'
import { hrefOf } from '../router.ts'
import type { Item, Signal } from '../types.ts'
import { checkName, checkPurpose, OUTCOME_NAMES, reasonName } from '../wording.ts'

const SIGNS = { block: '!', suspect: '?', unavailable: '–', clear: '✓' } as const
const RANK = { block: 0, suspect: 1, unavailable: 2, clear: 3 } as const
const MOST_QUOTES = 6

/** Everything the machine and the readers know about a comment. */
export function Evidence({ item, onLight }: { readonly item: Item; onLight(check: string | null): void }) {
  return (
    <aside class="evidence" aria-label="Evidence">
      <Judged item={item} />
      <Signals item={item} onLight={onLight} />
      {item.appeal && (
        <section>
          <h2>Appeal</h2>
          <p class="words">
            {item.appeal.note ?? 'The author asked to look again, without giving a reason.'}
          </p>
          <p class="soft">{ago(item.appeal.createdAt)}. Decided by somebody else than before.</p>
        </section>
      )}
      <Reports item={item} />
      <AuthorRecord item={item} />
    </aside>
  )
}

function Judged({ item }: { readonly item: Item }) {
  const { verdict } = item
  if (verdict === null) return null
  const { probability } = verdict
  const lines = thresholdsOf(verdict.thresholds)
  return (
    <section>
      <h2>Verdict</h2>
      <div class="odds">
        <p>
          <strong>
            {{ approve: 'Would approve', hold: 'Held for you', reject: 'Would reject' }[verdict.action]}
          </strong>
          {verdict.because.length > 0 && (
            <span class="soft"> because of {verdict.because.map(checkName).join(', ').toLowerCase()}</span>
          )}
        </p>
        {probability !== null && (
          <>
            <span class="gauge" aria-hidden="true">
              {lines.map((line) => (
                <i key={line} class="line" style={{ insetInlineStart: `${line * 100}%` }} />
              ))}
              <i style={{ insetInlineStart: `${Math.min(Math.max(probability, 0), 1) * 100}%` }} />
            </span>
            <p class="soft">
              A moderator would reject it with a probability of <b>{percent(probability)}</b>.
            </p>
          </>
        )}
        <Explanation value={verdict.explanation} />
      </div>
    </section>
  )
}

/** The features that weighed most, where the judge names them. */
function Explanation({ value }: { readonly value: unknown }) {
  const rows = explanationOf(value)
  if (rows.length === 0) return null
  return (
    <details>
      <summary>What weighed most</summary>
      <ul class="stack tight">
        {rows.map(({ name, weight }) => (
          <li key={name} class="row spread">
            <bdi class="words">{name}</bdi>
            <span class="soft">
              {weight > 0 ? `+${weight.toFixed(2)} reject` : `${weight.toFixed(2)} approve`}
            </span>
          </li>
        ))}
      </ul>
    </details>
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
        {signal.score !== undefined && <>{signal.score.toFixed(2)} · </>}
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

function Reports({ item }: { readonly item: Item }) {
  if (item.reports.length === 0) return null
  return (
    <section>
      <h2>Reports</h2>
      <ul class="stack tight">
        {item.reports.map((report) => (
          <li key={report.createdAt + report.reason}>
            <p class="row spread">
              <b>{reasonName(report.reason)}</b>
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

function AuthorRecord({ item }: { readonly item: Item }) {
  const { author, comment } = item
  return (
    <section>
      <h2>Author</h2>
      <dl class="record">
        {(['approved', 'rejected', 'pending'] as const).map((status) => (
          <div key={status}>
            <dt>{status === 'pending' ? 'waiting' : status}</dt>
            <dd>{count(author[status])}</dd>
          </div>
        ))}
      </dl>
      <p class="row spread">
        <small class="soft">First seen {ago(author.firstSeenAt)}</small>
        <a href={hrefOf('author', comment.id, { site: comment.site })}>Author’s page</a>
      </p>
      {author.bans.map((ban) => (
        <p key={ban.id} class="note bad">
          Banned by {ban.kind}
          {ban.expiresAt ? ` until ${new Date(ban.expiresAt).toLocaleDateString('en')}` : ''}
        </p>
      ))}
    </section>
  )
}

function thresholdsOf(value: unknown): number[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).filter(
    (line): line is number => typeof line === 'number' && line > 0 && line < 1,
  )
}

function explanationOf(value: unknown): { readonly name: string; readonly weight: number }[] {
  const list = Array.isArray(value) ? value : []
  return list.flatMap((row) => {
    const { feature, name, weight } = (row ?? {}) as Record<string, unknown>
    const label = typeof feature === 'string' ? feature : name
    return typeof label === 'string' && typeof weight === 'number' ? [{ name: label, weight }] : []
  })
}
