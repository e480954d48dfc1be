import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../src/db/client.ts'
import { createJudges } from '../../src/judge/judges.ts'
import { createMetrics } from '../../src/metrics.ts'
import { findSite, type Site } from '../../src/sites/queries.ts'
import { manyHeld } from '../helpers/held.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let service: Service
let site: Site
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

type Seen = { readonly id: string; readonly version: number }

/** Eighty comments wait; four that the machine approved were rejected in blind checks, which brakes it. */
beforeEach(async () => {
  const { db } = service.deps
  const { slug } = await aSite(service.deps)
  site = (await findSite(db, slug)) as Site
  await manyHeld(db, site.id, 84)
  await decide(4, { action: 'reject', reason: 'spam' })
  await db.query(
    (sql) => sql`
    with checked as (update decisions set audit_rate = 0.5 where site_id = ${site.id} returning comment_id)
    update verdicts set action = 'approve', because = '{judge}'
    where site_id = ${site.id} and comment_id in (select comment_id from checked)`,
  )
})

async function decide(count: number, decision: object): Promise<void> {
  const waiting = await service.deps.db.query(
    (sql) => sql<Seen[]>`
    select id, version from comments where site_id = ${site.id} and status = 'pending' order by id limit ${count}`,
  )
  const decisions = waiting.map(({ id, version }) => ({ id, version, ...decision }))
  const answer = await service.call(
    'POST',
    '/v1/review/decisions',
    { decisions },
    service.as(service.moderator),
  )
  expect([waiting.length, answer.status]).toEqual([count, 200])
}

/** The judges of another process, whose fits are asked for but never made. */
function judgesOn(db: Db) {
  const asked: number[] = []
  const ask = async () => void asked.push(performance.now())
  const metrics = createMetrics()
  const deps = { ...service.deps, db, metrics }
  return {
    judges: createJudges(deps, Object.assign(ask, { many: ask, open: async () => {} })),
    metrics,
    asked,
  }
}

/** A database whose statements, once it is told to, are held by their turn until all are let go. */
function holding(db: Db) {
  let isHeld: (turn: number) => boolean = () => false
  let turn = 0
  let free = Promise.withResolvers<void>()
  return {
    turns: () => turn,
    hold(those: (turn: number) => boolean): void {
      turn = 0
      free = Promise.withResolvers<void>()
      isHeld = those
    },
    letGo: () => free.resolve(),
    db: {
      ...db,
      async query(...[build, options]: Parameters<Db['query']>) {
        turn += 1
        if (isHeld(turn)) await free.promise
        return db.query(build, options)
      },
    } as Db,
  }
}

describe('the judges that a process keeps', () => {
  it('tell once that a side runs again, where one is loaded while the one before it is still reading', async () => {
    const { db, hold, turns, letGo } = holding(service.deps.db)
    const { judges, metrics } = judgesOn(db)
    const released = async () => {
      const { values } = await metrics.brakes.get()
      return values.find(({ labels: { side, to } }) => side === 'approve' && to === 'released')?.value ?? 0
    }
    expect((await judges.figures(site)).approve.isBraked).toBe(true)
    // The two statements of its next reading; then two of loading go through, and the reading after it is held.
    hold((turn) => turn <= 2 || turn > 4)
    await decide(70, { action: 'approve' })
    await until(() => turns() === 2)
    await service.deps.db.query(
      (sql) => sql`select pg_notify('postbag', ${JSON.stringify(['model', site.id])})`,
    )
    let figures = judges.figures(site)
    await until(async () => {
      if (turns() === 5) return true
      figures = judges.figures(site)
      return false
    })
    letGo()
    expect((await figures).approve.isBraked).toBe(false)
    await until(async () => (await released()) > 0)
    await decide(2, { action: 'approve' })
    await until(async () => (await judges.figures(site)).lessons === 76)
    expect(await released()).toBe(1)
  })

  it('ask for a fit that was wanted too soon after another once they may, though nobody decides any more', async () => {
    await decide(70, { action: 'approve' })
    const { judges, asked } = judgesOn(service.deps.db)
    await judges.figures(site)
    expect(asked).toHaveLength(1)
    await decide(1, { action: 'approve' })
    await until(() => asked.length === 2)
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThan(4_900)
  })
})
