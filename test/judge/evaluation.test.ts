import { afterEach, expect, it } from 'vitest'
import { corpusJudge } from '../../src/judge/corpus.ts'
import { judgeOnline, type Labelled } from '../../src/judge/evaluation.ts'

const zone = process.env['TZ']
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

function dated(id: string, date: string): Labelled {
  return { id, text: id, author: null, date, group: null, parent: null, lang: null, label: 0 }
}

it.each(['UTC', 'Europe/Vienna'])('answers a comment one hour later, wherever it runs: %s', (tz) => {
  process.env['TZ'] = tz
  const judge = corpusJudge('s', { wrongApprove: 0.01, wrongReject: 0, audit: 0.1, certainty: 'expected' })
  const calls: string[] = []
  judgeOnline(
    {
      score(comment) {
        calls.push(`score ${comment.id}`)
        return judge.score(comment)
      },
      learn(comment, isRejected) {
        calls.push(`learn ${comment.id}`)
        judge.learn(comment, isRejected)
      },
    },
    // In between, clocks in Vienna were put forward.
    [
      dated('a', '2014-03-30 01:50:00'),
      dated('b', '2014-03-30 02:49:00'),
      dated('c', '2014-03-30 03:10:00'),
      dated('d', 'in spring'),
    ],
    0.1,
  )
  expect(calls).toEqual(['score a', 'score b', 'learn a', 'score c', 'score d', 'learn d'])
})
