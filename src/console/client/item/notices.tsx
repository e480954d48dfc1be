import { ago, moment } from '../format.ts'
import type { Item } from '../types.ts'
import { reasonName } from '../wording.ts'

type Report = Item['reports'][number]

/** The notices of illegal content that wait for an answer. */
export function openNotices(reports: readonly Report[]): readonly Report[] {
  return reports.filter(({ notice, outcome }) => notice && outcome === null)
}

/** The notices that the decision has to answer, shown beside the comment: which law they name, and why. */
export function Notices({ reports }: Pick<Item, 'reports'>) {
  return openNotices(reports).map(({ reason, note, notice, createdAt }) => (
    <section key={createdAt} class="note bad notice" aria-label="Notice of illegal content">
      <p>
        <b>Notice of illegal content</b>
        {reason !== 'illegal' && <> ({reasonName(reason).toLowerCase()})</>} by{' '}
        <bdi>{notice?.name ?? 'somebody without a name'}</bdi>,{' '}
        <time class="soft" dateTime={createdAt} title={moment(createdAt)}>
          {ago(createdAt)}
        </time>
      </p>
      <p class="words" dir="auto">
        {note ?? 'What it said was erased.'}
      </p>
      <p class="soft">Your decision is its answer. The author never learns who sent it.</p>
    </section>
  ))
}
