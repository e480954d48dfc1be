import type { ServerResponse } from 'node:http'
import { expect } from 'vitest'
import type { Deps } from '../../src/deps.ts'
import type { JobKind } from '../../src/jobs/kind.ts'
import { createJudges } from '../../src/judge/judges.ts'
import { defineRefit } from '../../src/judge/refit.ts'
import { relayBatch } from '../../src/outbox/relay.ts'
import { judgeDue } from '../../src/submissions/again-jobs.ts'
import { type CorrectionRef, defineCorrections } from '../../src/submissions/corrections.ts'
import { createIntake, type Intake } from '../../src/submissions/intake.ts'
import { aFakeService } from './fake-service.ts'
import { NO_QUEUES } from './relaying.ts'
import { aService, OPEN_LIMITS, type ServiceOptions } from './service.ts'

/** What Akismet answers to a question about a comment. */
type Said = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string }

export const AWAY: Said = { status: 503, body: 'away' }
export const HARMLESS: Said = { body: 'false' }
export const SPAM: Said = { body: 'true' }
export const BLATANT: Said = { body: 'true', headers: { 'x-akismet-pro-tip': 'discard' } }
/** What it answers to who tells it what a comment was. */
const THANKS: Said = { body: 'Thanks for making the web a better place.' }
/** Trouble has status 200 too, and its reason in a header. */
export const INVALID: Said = { body: 'invalid', headers: { 'x-akismet-debug-help': 'We were unable to' } }
export const PROVISIONAL: Said = { body: 'false', headers: { 'x-akismet-recheck-after': '120' } }

type Waiting = {
  readonly commentId: string
  readonly sealedSender: string | null
  readonly inSeconds: number
}

type State = {
  readonly status: string
  readonly version: number
  readonly action: string
  readonly because: string[]
  readonly akismet: object
  readonly verdicts: number
}

type Aside = {
  readonly sealedSender: string | null
  readonly said: string | null
  readonly told: string | null
  readonly isAgain: boolean
}

/** Corrections without their minute of waiting, and without retries but those that are asked for. */
function aCorrector(deps: Deps) {
  const kinds: JobKind<CorrectionRef>[] = []
  const again: CorrectionRef[] = []
  const enqueue = Object.assign(async (_: unknown, ref: CorrectionRef) => void again.push(ref), {
    many: async () => {},
    open: async () => {},
  })
  const define = (kind: JobKind<CorrectionRef>) => {
    kinds.push(kind)
    return enqueue
  }
  defineCorrections({ ...deps, jobs: { ...deps.jobs, define: define as never } })
  const wanted: CorrectionRef[] = []
  const corrections = Object.assign(async () => {}, {
    many: async (_: unknown, jobs: readonly { readonly data: CorrectionRef }[]) =>
      void wanted.push(...jobs.map(({ data }) => data)),
    open: async () => {},
  })
  const correct = async (due?: CorrectionRef[]): Promise<number> => {
    while ((await relayBatch(deps.db, { ...NO_QUEUES, corrections })) > 0);
    const jobs = [...wanted.splice(0), ...(due?.splice(0) ?? [])]
    const signal = new AbortController().signal
    for (const job of jobs) await kinds[0]?.run(job, { attempt: 1, signal })
    return jobs.length
  }
  return { correct, again }
}

/** A service whose comments Akismet is asked about, and what it asks again later. */
export async function aServiceWithAkismet(options: Pick<ServiceOptions, 'jobs'> = {}) {
  const fake = await aFakeService()
  const service = await aService({
    ...options,
    env: { AKISMET_KEY: 'the-key-of-akismet', AKISMET_URL: fake.url },
    policy: { limits: OPEN_LIMITS, checks: { akismet: { timeoutMs: 2_400 } } },
  })
  const { db } = service.deps
  const intake = createIntake(service.deps, createJudges(service.deps, defineRefit(service.deps)))
  let [answer, thanks] = [HARMLESS, THANKS]
  let meanwhile = async () => {}
  fake.answers(async (res: ServerResponse, { path }) => {
    const isCheck = path === '/1.1/comment-check'
    const { status = 200, headers = {}, body = '' } = isCheck ? answer : thanks
    if (!isCheck) await meanwhile()
    res.writeHead(isCheck || /^\/1\.1\/submit-(spam|ham)$/.test(path) ? status : 404, headers).end(body)
  })
  const received = (calls: RegExp) =>
    fake.received
      .filter(({ path }) => calls.test(path))
      .map(({ path, body }) => ({ path, fields: Object.fromEntries(new URLSearchParams(body)) }))
  const says = (said: Said): void => {
    answer = said
  }
  const { correct, again } = aCorrector(service.deps)
  return {
    service,
    intake,
    says,
    /** What it says to corrections from now on; as usual, thanks. */
    takes: (said: Said = THANKS): void => {
      thanks = said
    },
    /** Runs before it answers a correction. */
    whileTold: (run: () => Promise<void>): void => {
      meanwhile = run
    },
    /** What it was asked since the last comment was held. */
    asked: () => received(/comment-check$/).map(({ fields }) => fields),
    /** What it was told, and by which call. */
    told: () =>
      received(/submit-/).map(({ path, fields }) => ({ ...fields, call: path.replace('/1.1/', '') })),
    /** A comment about which it said this. */
    async judged(said: Said, fields: Record<string, unknown> = {}, article = 'bridge') {
      says(said)
      const sender = { 'user-agent': 'Browser/1', referer: 'https://news.example/front' }
      const { body } = await service.submit({ email: 'ada@mail.example', ...fields }, { article }, sender)
      return { id: body.comment.id as string, receipt: body.receipt as string }
    },
    /** Passes on what was decided, and tells Akismet. */
    correct,
    /** The corrections that wait for another try. */
    again,
    /** A comment that Akismet had no answer to, or none to rely on. */
    async held(fields: Record<string, unknown> = {}, article = 'bridge', said = AWAY) {
      says(said)
      const { status, body } = await service.submit(fields, { article }, { 'user-agent': 'Browser/1' })
      expect([status, body.status]).toEqual([202, 'pending'])
      fake.received.length = 0
      return { id: body.comment.id, receipt: body.receipt }
    },
    waiting: () =>
      db.query(
        (sql) => sql<Waiting[]>`
        select comment_id, sealed_sender, round(extract(epoch from due_at - now()))::int as in_seconds
        from waiting_checks where due_at is not null`,
      ),
    /** As if a while had passed; then everything that is due is judged again. */
    async later(by: Intake = intake): Promise<void> {
      await db.query(
        (sql) => sql`update waiting_checks set due_at = now() - interval '1 second' where due_at is not null`,
      )
      await judgeDue(by)
    },
    async setChecks(checks: object): Promise<void> {
      const path = '/v1/admin/sites/news/policy'
      const admin = service.as(service.admin)
      const now = await service.call('GET', path, undefined, admin)
      const { policy } = (await now.json()) as { policy: object }
      const changed = await service.call('PUT', path, { ...policy, checks }, admin)
      expect(changed.status).toBe(200)
    },
    async stateOf(id: string): Promise<State | undefined> {
      const [row] = await db.query(
        (sql) => sql<State[]>`
        select c.status, c.version, v.action, v.because,
          (select count(*)::int from verdicts o where o.comment_id = c.id) as verdicts,
          (select s - 'ms' from jsonb_array_elements(v.signals) s where s->>'check' = 'akismet') as akismet
        from comments c join verdicts v on v.comment_id = c.id
        where c.id = ${id} order by v.revision desc limit 1`,
      )
      return row
    },
    desk: (method: string, path: string, body?: unknown) =>
      service.call(method, `/v1/review${path}`, body, service.as(service.moderator)),
    /** What is kept of a comment, with what Akismet said and was told. */
    async aside(id: string) {
      const [row] = await db.query(
        (sql) => sql<Aside[]>`
        select sealed_sender, akismet_said as said, akismet_told as told, due_at is not null as is_again
        from waiting_checks where comment_id = ${id}`,
      )
      return row
    },
    async fresh(): Promise<void> {
      await db.query((sql) => sql`delete from waiting_checks`)
      fake.received.length = 0
      again.length = 0
      meanwhile = async () => {}
    },
    async close(): Promise<void> {
      await service.close()
      await fake.close()
    },
  }
}
