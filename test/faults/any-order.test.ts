import fc from 'fast-check'
import { afterAll, beforeAll, it } from 'vitest'
import { ACTS } from '../helpers/any-order/acts.ts'
import { expectAsTold, expectGone } from '../helpers/any-order/checks.ts'
import { aFollower, type Follower } from '../helpers/any-order/follower.ts'
import { ARTICLES, aModel, isVisible, type Model } from '../helpers/any-order/model.ts'
import { RACES } from '../helpers/any-order/races.ts'
import type { Act, Chance, Prepare } from '../helpers/any-order/requests.ts'
import { type Answered, aStage, BOTH, type Stage } from '../helpers/any-order/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await aStage()
})
afterAll(() => stage.close())

/** How many stories; more by hand, and again the one that failed, with the seed that was printed. */
const RUNS = Number(process.env['ANY_ORDER_RUNS'] ?? 4)
const SEED = process.env['ANY_ORDER_SEED']

const ALL: Readonly<Record<string, Prepare>> = { ...ACTS, ...RACES }

const step = fc.record({
  // Half of all acts write: without comments there is nothing to act upon.
  name: fc.oneof(fc.constantFrom('submit', 'reply'), fc.constantFrom(...Object.keys(ALL))),
  chance: fc.record({ which: fc.constantFrom(...BOTH), first: fc.nat(1_000), second: fc.nat(1_000) }),
  /** How long after it was asked the process is killed, if it is. */
  killAfterMs: fc.oneof(
    { weight: 14, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.nat(12) },
  ),
})

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

it('whatever is done in any order, with kills in between, readers, authors and moderators see what was answered', async () => {
  const steps = fc.array(step, { minLength: 25, maxLength: 50, size: 'max' })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('auto', 'pre'), steps, async (mode, story) => {
      const model = aModel(await stage.site(mode))
      const pages = ARTICLES.flatMap((article) => BOTH.map((which) => ({ site: model.site, article, which })))
      const followers = await Promise.all(pages.map((page) => aFollower(stage, page)))
      try {
        await play(story, model, followers)
      } finally {
        await Promise.all(followers.map(({ close }) => close()))
      }
    }),
    { numRuns: RUNS, ...(SEED !== undefined && { seed: Number(SEED) }), endOnFailure: true },
  )
}, 3_600_000)

async function play(story: readonly Step[], model: Model, followers: readonly Follower[]): Promise<void> {
  for (const [at, { name, chance, killAfterMs }] of story.entries()) {
    const act = await ALL[name]?.({ stage, model, chance })
    if (act === undefined) continue
    const before = model.comments.filter(isVisible)
    await settle(act, chance, killAfterMs)
    const gone = before.filter((comment) => !isVisible(comment))
    await expectGone(stage, model, chance.which, gone)
    if (at % 10 === 9) await expectAsTold(stage, model, followers)
  }
  await expectAsTold(stage, model, followers)
}

async function settle(act: Act, { which }: Chance, killAfterMs: number | undefined): Promise<void> {
  const { request, rival } = act
  if (rival !== undefined) {
    const [mine, theirs] = await Promise.all([
      stage.ask(which, request),
      stage.ask(which === 0 ? 1 : 0, rival),
    ])
    return act.settle(mine, { isAgain: false, rival: theirs })
  }
  if (killAfterMs === undefined) return act.settle(await stage.ask(which, request), { isAgain: false })
  const asked = stage.ask(which, request).catch((): undefined => undefined)
  await new Promise((resolve) => setTimeout(resolve, killAfterMs))
  await stage.kill(which)
  const answered: Answered | undefined = await asked
  await stage.restart(which)
  if (answered !== undefined) return act.settle(answered, { isAgain: false })
  await act.settle(await stage.ask(which, request), { isAgain: true })
}
