import type { BulkJob as ServerJob } from '../../../review/bulk/job.ts'
import { call, get } from '../api.ts'
import { refresh } from '../desk/desk.ts'
import { readOpinionRequests } from '../desk/opinion-requests.ts'
import { createStore } from '../store.ts'
import type { Json, Page } from '../types.ts'
import type { Match } from './match.ts'

/** One decision on everything that matches, worked off in the background. */
export type BulkJob = Json<ServerJob>

const POLL_MS = 1_000

export const jobs = createStore<{ readonly list: readonly BulkJob[] | null }>({ list: null })
let isWatched = false
let timer: ReturnType<typeof setTimeout> | undefined

export function isUnderWay({ state }: BulkJob): boolean {
  return state === 'waiting' || state === 'running'
}

/** Reads the jobs, and again every second while one is under way. Returns a function that stops this. */
export function watchJobs(): () => void {
  isWatched = true
  void readJobs()
  return () => {
    isWatched = false
    clearTimeout(timer)
  }
}

export async function readJobs(): Promise<void> {
  clearTimeout(timer)
  const before = jobs.get().list?.filter(isUnderWay).length ?? 0
  const page = await get<Page<BulkJob>>('/v1/review/bulk', { limit: 20 }).catch(() => undefined)
  if (page !== undefined) jobs.set({ list: page.items })
  const now = jobs.get().list?.filter(isUnderWay).length ?? 0
  if (now < before) {
    void refresh()
    void readOpinionRequests()
  }
  if (isWatched && now > 0) timer = setTimeout(() => void readJobs(), POLL_MS)
}

type NewJob = {
  readonly match: Match
  readonly action: 'approve' | 'reject'
  readonly reason?: string
  readonly total: number
}

export async function startJob(wanted: NewJob): Promise<void> {
  await call('POST', '/v1/review/bulk', wanted)
  await readJobs()
}

export async function changeJob(id: string, what: 'stop' | 'undo'): Promise<void> {
  await call('POST', `/v1/review/bulk/${id}/${what}`)
  await readJobs()
}
