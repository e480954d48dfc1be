import type { LogEntry } from '../../../review/decisions/log.ts'
import { get } from '../api.ts'
import { care } from '../care.ts'
import { ago, moment } from '../format.ts'
import { go, hrefOf, usePlace } from '../router.ts'
import { langOf } from '../session.ts'
import { useStore } from '../store.ts'
import type { Json, Page } from '../types.ts'
import { ArticleLink } from '../ui/article.tsx'
import { submits, typedIn } from '../ui/form.tsx'
import { usePaged } from '../ui/load.ts'
import { More, Table } from '../ui/table.tsx'
import { checkName, HARSH_REASONS, reasonName } from '../wording.ts'

type Entry = Json<LogEntry>

const FILTERS = ['site', 'by', 'action', 'moderator', 'from', 'to'] as const
const ACTIONS = {
  approve: { name: 'Approved', chip: 'approved' },
  hold: { name: 'Held', chip: 'pending' },
  reject: { name: 'Rejected', chip: 'rejected' },
  undo: { name: 'Undone', chip: '' },
  pick: { name: 'Picked', chip: 'good' },
  unpick: { name: 'Unpicked', chip: '' },
  escalate: { name: 'Escalated', chip: 'bad' },
  close: { name: 'Article closed', chip: 'bad' },
  reopen: { name: 'Article reopened', chip: '' },
  premoderate: { name: 'Article pre-moderated', chip: 'warn' },
  unpremoderate: { name: 'Article no longer pre-moderated', chip: '' },
} as const satisfies Record<Entry['action'], { readonly name: string; readonly chip: string }>

/** The log of decisions and verdicts, newest first; it only ever grows. */
export function HistoryPage() {
  const { query } = usePlace()
  const asked = Object.fromEntries(FILTERS.map((name) => [name, query.get(name)]))
  const day = (name: 'from' | 'to') =>
    asked[name] ? new Date(`${asked[name]}T00:00:00`).toISOString() : null
  const list = usePaged(query.toString(), (cursor) =>
    get<Page<Entry>>('/v1/review/decisions', {
      ...asked,
      from: day('from'),
      to: day('to'),
      limit: 100,
      cursor,
    }),
  )
  const narrow = (form: HTMLFormElement) => {
    const chosen = Object.fromEntries(FILTERS.slice(1).map((name) => [name, typedIn(form, name)]))
    go(hrefOf('history', null, { site: query.get('site'), ...chosen }))
  }
  return (
    <main class="page" id="main">
      <header>
        <h1>History</h1>
        <p>Who decided what, and what the machine did by itself.</p>
      </header>
      <Filters key={query.toString()} asked={asked} onNarrow={narrow} />
      {list.error && <p class="note bad">{list.error}</p>}
      {list.items?.length === 0 && <p class="empty">Nothing in this part of the log.</p>}
      {list.items && list.items.length > 0 && <Log entries={list.items} />}
      <More list={list} />
    </main>
  )
}

type Asked = Readonly<Partial<Record<(typeof FILTERS)[number], string | null>>>

/** Which part of the log is shown. */
function Filters({ asked, onNarrow }: { readonly asked: Asked; onNarrow(form: HTMLFormElement): void }) {
  return (
    <form class="row" onChange={(event) => onNarrow(event.currentTarget)} onSubmit={submits(onNarrow)}>
      <Choice
        name="by"
        label="By"
        value={asked.by}
        options={[
          ['', 'anybody'],
          ['moderator', 'people'],
          ['machine', 'the machine'],
        ]}
      />
      <Choice
        name="action"
        label="What"
        value={asked.action}
        options={[
          ['', 'everything'],
          ...Object.entries(ACTIONS).map(([action, { name }]) => [action, name.toLowerCase()] as const),
        ]}
      />
      <label class="field">
        Moderator
        <input name="moderator" defaultValue={asked.moderator ?? ''} />
      </label>
      <label class="field">
        From
        <input name="from" type="date" defaultValue={asked.from ?? ''} />
      </label>
      <label class="field">
        Before
        <input name="to" type="date" defaultValue={asked.to ?? ''} />
      </label>
    </form>
  )
}

function Log({ entries }: { readonly entries: readonly Entry[] }) {
  const { cover } = useStore(care)
  return (
    <Table label="Log" columns={['When', 'What', 'Who', 'Why', 'About']}>
      {entries.map((entry) => (
        <tr key={entry.id}>
          <td class="when" data-label="When">
            <time dateTime={entry.createdAt} title={moment(entry.createdAt)}>
              {ago(entry.createdAt)}
            </time>
          </td>
          <td data-label="What">
            <span class={`chip ${ACTIONS[entry.action].chip}`}>{ACTIONS[entry.action].name}</span>
          </td>
          <td class="who" data-label="Who">
            {entry.moderator?.name ?? 'The machine'}
          </td>
          <td data-label="Why">
            {entry.reason ? reasonName(entry.reason) : (entry.because ?? []).map(checkName).join(', ')}
            {entry.note && <p class="words soft">{entry.note}</p>}
          </td>
          <td data-label="About">
            {entry.article ? (
              <ArticleLink site={entry.site} article={entry.article} />
            ) : (
              <a class="words" href={hrefOf('comment', entry.commentId, { site: entry.site })}>
                <bdi class="strong">{entry.author}</bdi>{' '}
                {cover && isHarsh(entry) ? (
                  'Covered: may hurt to read'
                ) : (
                  <bdi lang={langOf(entry.site)}>{entry.excerpt}</bdi>
                )}
              </a>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}

function isHarsh({ action, reason }: Entry): boolean {
  return action === 'escalate' || HARSH_REASONS.has(reason ?? '')
}

function Choice({
  name,
  label,
  value,
  options,
}: {
  readonly name: string
  readonly label: string
  readonly value: string | null | undefined
  readonly options: readonly (readonly [string, string])[]
}) {
  return (
    <label class="field">
      {label}
      <select name={name}>
        {options.map(([code, text]) => (
          <option key={code} value={code} selected={code === (value ?? '')}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
