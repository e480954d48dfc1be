import { describe, expect, it } from 'vitest'
import { wordsCheck } from '../src/checks/words.ts'
import { atOnce, givingWay, inTurns } from '../src/give-way.ts'
import { aCandidate } from './helpers/candidate.ts'

/** How often others had their turn while something was done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let isOver = false
  const turn = () => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  isOver = true
  return turns
}

function work(ms: number): void {
  const ends = performance.now() + ms
  while (performance.now() < ends);
}

describe('long work', () => {
  it('lets others have their turn by the time it takes, however few its rounds are', async () => {
    const giveWay = givingWay()
    const turns = await turnsDuring(async () => {
      for (let round = 0; round < 5; round += 1) {
        work(30)
        await giveWay()
      }
    })
    expect(turns).toBeGreaterThanOrEqual(5)
  })

  it('does not wait in each of many short rounds', async () => {
    const giveWay = givingWay()
    const turns = await turnsDuring(async () => {
      for (let round = 0; round < 100; round += 1) await giveWay()
    })
    expect(turns).toBeLessThan(10)
  })

  it('such as ten thousand listed words is done between the turns of others, with the same result', async () => {
    const hold = Array.from({ length: 10_000 }, (_, n) => `word${n.toString(36)} of the list ${n}`)
    const text = `Here is ${hold[9_999]}.`
    let check = atOnce(wordsCheck({ reject: [], hold: hold.slice(0, 1) }))
    const turns = await turnsDuring(async () => {
      check = await inTurns(wordsCheck({ reject: [], hold }))
    })
    expect(turns).toBeGreaterThan(2)
    expect(check.run(aCandidate({ text }))).toMatchObject({ outcome: 'suspect' })
  })
})
