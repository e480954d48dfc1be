import { describe, expect, it } from 'vitest'
import { familiarity, leastFamiliarity } from '../../src/judge/familiar.ts'
import { type Vector, vectorOf } from '../../src/judge/features.ts'
import { noteMet } from '../../src/judge/fit.ts'
import { BUCKETS } from '../../src/judge/tokens.ts'
import { foldText } from '../../src/text/fold.ts'
import { dataDir, rowsOf } from '../helpers/data.ts'

const NONE = { approved: 0, rejected: 0 }
const HISTORY = { author: NONE, thread: NONE, repeats: { exact: 0, near: 0, rejected: 0 } }

function read(text: string): Vector {
  return vectorOf({ text, folded: foldText(text), signals: [], history: HISTORY, isReply: false })
}

function taught(texts: readonly string[]) {
  const vectors = texts.map(read)
  const met = new Uint8Array(BUCKETS)
  for (const vector of vectors) noteMet(met, vector)
  const known = (text: string) => familiarity(met, read(text), vectors.length)
  const least = leastFamiliarity(met, vectors)
  const shareOf = (others: readonly string[]) =>
    others.filter((text) => known(text) >= least).length / others.length
  return { known, shareOf }
}

describe('of a link', () => {
  const { known } = taught(
    Array.from({ length: 40 }, (_, i) => `Look here, it is good: https://one${i}.example/page${i}`),
  )

  it('only that it is one says anything of the language', () => {
    expect(known('it is good https://xqzv.example/jkwy/pfgh')).toBe(known('it is good https'))
    expect(known('it is good www.xqzv.example/jkwy')).toBe(known('it is good www'))
    expect(known('it is good xqzv jkwy pfgh')).toBeLessThan(known('it is good https'))
  })
})

describe.skipIf(dataDir() === undefined)('a site that has taught', () => {
  type Sentence = { readonly text: string; readonly lang: string }

  it.each([
    [3_000, 'nc/derstandard.jsonl', 'de'],
    [1_000, 'ro_offense.jsonl', 'ro'],
    [300, 'jigsaw_es.jsonl', 'es'],
    [300, 'tubespam.jsonl', 'en'],
  ])('%d comments of %s knows its own language and hardly another', (many, file, own) => {
    const texts = rowsOf<Sentence>(file).map(({ text }) => text)
    const { shareOf } = taught(texts.slice(0, many))
    const others = Map.groupBy(rowsOf<Sentence>('fairness_templates.jsonl'), ({ lang }) => lang)
    const passed = [...others]
      .filter(([lang]) => lang !== own)
      .map(([lang, sentences]) => ({ lang, share: shareOf(sentences.map(({ text }) => text)) }))
    expect(passed.filter(({ share }) => share > 0.1)).toEqual([])
    expect(shareOf(texts.slice(many, many + 300))).toBeGreaterThan(0.9)
  })
})
