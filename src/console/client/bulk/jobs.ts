import { call, get } from '../api.ts'
import { refresh } from '../desk/desk.ts'
import { createStore } from '../store.ts'
import type { Page } from '../types.ts'
import type { Match } from './match.ts'

/** One decision on everything that matches, worked off in the background. */
export type BulkJob = {
  readonly id: string
  readonly match: Match
  readonly action: 'approve' | 'reject' | 'undo'
  readonly reason: string | null
  readonly note: string | null
  readonly state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed'
  readonly total: number
  readonly done: number
  readonly skipped: number
  readonly createdBy: string
  readonly createdAt: string
  readonly endedAt: string | null
  readonly undoneBy: string | null
}

const POLL_MS = 1_000

export const jobs = createStore<{ readonly list: readonly BulkJob[] | null }>({ list: null })
let timer: ReturnType<typeof setTimeout> | undefined

export function isUnderWay({ state }: BulkJob): boolean {
  return state === 'waiting' || state === 'running'
}

/** Reads the jobs, and again every second while one is under way. Returns what ends it. */
export function watchJobs(): () => void {
  void readJobs()
  return () => clearTimeout(timer)
}

export async function readJobs(): Promise<void> {
  clearTimeout(timer)
  const before = jobs.get().list?.filter(isUnderWay).length ?? 0
  const page = await get<Page<BulkJob>>('/v1/review/bulk', { limit: 20 }).catch(() => undefined)
  if (page !== undefined) jobs.set({ list: page.items })
  const now = jobs.get().list?.filter(isUnderWay).length ?? 0
  if (now < before) void refresh()
  if (now > 0) timer = setTimeout(() => void readJobs(), POLL_MS)
}

export type NewJob = {
  readonly match: Match
  readonly action: 'approve' | 'reject'
  readonly reason?: string
  readonly note?: string
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
