import type { ServerResponse } from 'node:http'
import { expect } from 'vitest'
import { createJudges } from '../../src/judge/judges.ts'
import { defineRefit } from '../../src/judge/refit.ts'
import { judgeDue } from '../../src/submissions/again-jobs.ts'
import { createIntake, type Intake } from '../../src/submissions/intake.ts'
import { aFakeService } from './fake-service.ts'
import { aService, OPEN_LIMITS } from './service.ts'

/** What Akismet answers to a question about a comment. */
type Said = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string }

export const AWAY: Said = { status: 503, body: 'away' }
export const HARMLESS: Said = { body: 'false' }
export const SPAM: Said = { body: 'true' }
export const BLATANT: Said = { body: 'true', headers: { 'x-akismet-pro-tip': 'discard' } }
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

/** A service whose comments Akismet is asked about, and what it asks again later. */
export async function aServiceWithAkismet() {
  const fake = await aFakeService()
  const service = await aService({
    env: { AKISMET_KEY: 'the-key-of-akismet', AKISMET_URL: fake.url },
    policy: { limits: OPEN_LIMITS, checks: { akismet: { timeoutMs: 2_400 } } },
  })
  const { db } = service.deps
  const intake = createIntake(service.deps, createJudges(service.deps, defineRefit(service.deps)))
  const says = ({ status = 200, headers = {}, body = '' }: Said): void => {
    fake.answers((res: ServerResponse) => res.writeHead(status, headers).end(body))
  }
  return {
    service,
    intake,
    says,
    /** What it was asked since the last comment was held. */
    asked: () => fake.received.map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
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
        from waiting_checks`,
      ),
    /** As if a while had passed; then everything that is due is judged again. */
    async later(by: Intake = intake): Promise<void> {
      await db.query((sql) => sql`update waiting_checks set due_at = now() - interval '1 second'`)
      await judgeDue(by)
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
    async fresh(): Promise<void> {
      await db.query((sql) => sql`delete from waiting_checks`)
      fake.received.length = 0
    },
    async close(): Promise<void> {
      await service.close()
      await fake.close()
    },
  }
}
