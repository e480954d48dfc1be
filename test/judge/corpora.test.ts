import { beforeAll, describe, expect, it } from 'vitest'
import { type CorpusJudge, corpusJudge } from '../../src/judge/corpus.ts'
import { judgeOffline, type Labelled, rankingOf } from '../../src/judge/evaluation.ts'
import { keyedShare } from '../../src/judge/hashing.ts'
import { dataDir, rowsOf } from '../helpers/data.ts'

type Row = Partial<Labelled> & Pick<Labelled, 'id' | 'text' | 'label'>
const BUDGET = { wrongApprove: 0.02, wrongReject: 0.02, audit: 0.02, certainty: 'expected' } as const

function corpus(file: string): Labelled[] {
  return rowsOf<Row>(file).map(({ id, text, label, ...rest }) => ({
    id,
    text,
    label,
    author: rest.author ?? null,
    date: rest.date ?? null,
    group: rest.group ?? null,
    parent: rest.parent ?? null,
    lang: rest.lang ?? null,
  }))
}

/** Sixty in a hundred by group to learn from, the rest to be judged. */
function ranked(file: string): number {
  const rows = corpus(file)
  const isLearned = ({ id, group }: Labelled) => keyedShare('floor', group ?? id) < 0.6
  const judge = corpusJudge('floor', BUDGET)
  const outcomes = judgeOffline(
    judge,
    rows.filter(isLearned),
    rows.filter((row) => !isLearned(row)),
  )
  return rankingOf(outcomes).roc ?? 0
}

describe.skipIf(dataDir() === undefined)('ranking on comments it was not taught', () => {
  it.each([
    ['tubespam.jsonl', 0.987],
    ['tgspam.jsonl', 0.995],
    ['ar_news.jsonl', 0.862],
    ['ko_news.jsonl', 0.811],
  ])('does not fall on %s', (file, recorded) => {
    expect(ranked(file)).toBeGreaterThan(recorded - 0.01)
  })
})

describe.skipIf(dataDir() === undefined)('a judge of spam', () => {
  let judge: CorpusJudge
  const spam = () => corpus('tubespam.jsonl')

  beforeAll(() => {
    judge = corpusJudge('spam', { ...BUDGET, wrongApprove: 0.05, wrongReject: 0.05 })
    for (const { label, ...comment } of spam()) judge.learn(comment, label === 1)
  })

  it('rejects no harmless sentence about who people are, in any language', () => {
    const judged = corpus('fairness_templates.jsonl').map(({ label, ...comment }) => ({
      text: comment.text,
      label,
      action: judge.score(comment).action,
    }))
    expect(judged.filter(({ label, action }) => label === 0 && action === 'reject')).toEqual([])
  })

  it('ranks disguised spam nearly as high as plain spam', () => {
    type Disguised = Row & { readonly of: string; readonly src: string }
    const disguised = rowsOf<Disguised>('evasion.jsonl').filter(({ src }) => src === 'tubespam')
    const rows = spam()
    const hidden = new Set(disguised.map(({ of }) => of))
    const fresh = corpusJudge('evasion', BUDGET)
    for (const { label, ...comment } of rows.filter(({ id }) => !hidden.has(id)))
      fresh.learn(comment, label === 1)
    const pOf = (row: Row) => fresh.score({ ...NOTHING, id: `${row.id}?`, text: row.text }).p
    const good = rows
      .filter(({ label }) => label === 0)
      .map(pOf)
      .sort((a, b) => b - a)
    const line = good[Math.floor(good.length * 0.05)] ?? 1
    const recall = (of: readonly Row[]) => of.filter((row) => pOf(row) > line).length / of.length
    expect(recall(disguised) / recall(rows.filter(({ id }) => hidden.has(id)))).toBeGreaterThanOrEqual(0.98)
  })
})

const NOTHING = { author: null, date: null, group: null, parent: null, lang: 'en' }
