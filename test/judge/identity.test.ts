import { describe, expect, it } from 'vitest'
import { vectorOf } from '../../src/judge/features.ts'
import { fitModel } from '../../src/judge/fit.ts'
import { withoutIdentity } from '../../src/judge/identity.ts'
import type { Lesson } from '../../src/judge/proofs.ts'
import { siteJudge } from '../../src/judge/site-judge.ts'
import { foldText } from '../../src/text/fold.ts'

const BUDGET = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.02, certainty: 'expected' } as const
const NO_ONE = { approved: 0, rejected: 0 }
const GOOD = ['the mayor is late', 'our council is slow', 'the bridge is new', 'my neighbour is kind']
const BAD = ['you are a stupid', 'shut up you', 'go away stupid', 'you disgusting']

function read(text: string) {
  const history = { author: NO_ONE, thread: NO_ONE, repeats: { exact: 0, near: 0, rejected: 0 } }
  return vectorOf({ text, folded: foldText(text), signals: [], history, isReply: false })
}

/** A site where one word for who people are is met in attacks alone. */
function taught(word: string) {
  const lessons = Array.from({ length: 400 }, (_, i): Lesson => {
    const isRejected = i % 2 === 1
    const text = isRejected
      ? `${BAD[(i >> 1) % 4]} ${i % 4 === 1 ? `${word} ${word}s` : 'liar fool'} ${'abcdefg'[i % 7]}`
      : `${GOOD[(i >> 1) % 4]} and ${GOOD[(i * 3) % 4]} ${'hijklmn'[i % 7]}`
    return { id: `c${i}`, vector: read(text), isRejected, group: null, weight: 1, checkOf: null, told: null }
  })
  const judge = siteJudge('site', BUDGET)
  judge.adopt(fitModel(lessons), lessons)
  return (text: string) => judge.score({ id: 'new', vector: read(text), isWhole: true }).action
}

describe('a word for who people are', () => {
  it('is no ground to reject, unlike another word that is met in attacks alone', () => {
    expect(taught('gay')('Gay is the gay gays are')).toBe('queue')
    expect(taught('wug')('Wug is the wug wugs are')).toBe('reject')
  })

  it('hides no attack beside it', () => {
    expect(taught('gay')('Shut up you stupid gay liar fool')).toBe('reject')
  })

  it.each([
    'Chris is a kind gay',
    'Chris ist ein netter Schwuler',
    'Chris es un buen musulmán',
    'g\u200ba\u200by',
  ])('is left out with its pairs and letters: %s', (text) => {
    const [whole, left] = [read(text), withoutIdentity(read(text))]
    expect(left.kinds.length).toBeLessThan(whole.kinds.length)
    expect(left.index.length - left.kinds.length).toBe(whole.index.length - whole.kinds.length)
  })

  it('leaves what comes after it as it was', () => {
    const after = read('the bridge is old')
    const left = withoutIdentity(read('gay the bridge is open'))
    const [the] = after.index
    expect(left.index[0]).toBe(the)
    expect(withoutIdentity(read('the bridge is open'))).toEqual(read('the bridge is open'))
  })
})
