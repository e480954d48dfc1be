import { useEffect } from 'preact/hooks'
import { messageOf } from '../api.ts'
import { type BulkJob, changeJob, isUnderWay, jobs, readJobs } from '../bulk/jobs.ts'
import { describeMatch } from '../bulk/match.ts'
import { ago, count } from '../format.ts'
import { useStore } from '../store.ts'
import { toast } from '../ui/say.tsx'
import { reasonName } from '../wording.ts'

const STATES = {
  waiting: 'about to start',
  running: 'under way',
  done: 'done',
  stopped: 'stopped',
  failed: 'failed',
} as const

/** Decisions on very many comments: how far they are, stopping and undoing them. */
export function JobsPage() {
  const { list } = useStore(jobs)
  useEffect(() => void readJobs(), [])
  return (
    <main class="page" id="main">
      <header>
        <h1>Background work</h1>
        <p>Decisions on more comments than fit on a desk. They go on when you leave, and after a restart.</p>
      </header>
      {list === null && <p class="empty">Fetching…</p>}
      {list?.length === 0 && <p class="empty">Nothing has been decided in the background.</p>}
      {list && list.length > 0 && (
        <ul class="stack">
          {list.map((job) => (
            <JobCard key={job.id} job={job} />
          ))}
        </ul>
      )}
    </main>
  )
}

function JobCard({ job }: { readonly job: BulkJob }) {
  const act = (what: 'stop' | 'undo') => changeJob(job.id, what).catch((error) => toast(messageOf(error)))
  const reached = job.done + job.skipped
  return (
    <li class="card stack tight">
      <p class="row spread">
        <strong>{titleOf(job)}</strong>
        <span class={`chip ${job.state === 'failed' ? 'bad' : job.state === 'done' ? 'good' : 'warn'}`}>
          {STATES[job.state]}
        </span>
      </p>
      <progress max={Math.max(job.total, 1)} value={reached} aria-label={`Progress: ${titleOf(job)}`} />
      <p class="row spread">
        <span class="soft">
          {count(job.done)} of {count(job.total)} decided
          {job.skipped > 0 && `, ${count(job.skipped)} left alone`} · {job.createdBy}, {ago(job.createdAt)}
        </span>
        <span class="row">
          {isUnderWay(job) && (
            <button type="button" onClick={() => void act('stop')}>
              Stop
            </button>
          )}
          {!isUnderWay(job) && job.action !== 'undo' && job.done > 0 && job.undoneBy === null && (
            <button type="button" onClick={() => void act('undo')}>
              Undo all of it
            </button>
          )}
          {job.undoneBy !== null && <span class="soft">taken back</span>}
        </span>
      </p>
    </li>
  )
}

function titleOf({ action, reason, match }: BulkJob): string {
  const what = { approve: 'Approve', reject: 'Reject', undo: 'Take back' }[action]
  const why = reason === null ? '' : ` as ${reasonName(reason).toLowerCase()}`
  return `${what} comments ${describeMatch(match)}${why}`
}
