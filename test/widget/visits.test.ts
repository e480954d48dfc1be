import { describe, expect, it } from 'vitest'
import { isUnseen, keepVisit, seenByArticle, seenIn } from '../../src/widget/own/visits.ts'

/** Comments by when they were written, a second apart. */
function comments(...seconds: readonly number[]) {
  return seconds.map((second) => ({
    id: `01a223f6-8d6f-7b01-adf7-${String(second).padStart(12, '0')}`,
    createdAt: new Date(second * 1_000).toISOString(),
  }))
}

describe('what a reader has seen of a thread', () => {
  it.each([
    ['one that was there', 3, false],
    ['one that came later', 6, true],
    ['one that was written before the last and shown after it', 4, true],
    ['one so old that it may have been on a page not loaded', 2, false],
  ])('tells %s', (_, second, isNew) => {
    const [oldest] = comments(3)
    const seen = seenIn(comments(3, 5), { from: oldest?.createdAt ?? '', count: 9 })
    const [comment] = comments(second)
    expect(comment && isUnseen(seen, comment)).toBe(isNew)
  })

  it('is a hundred comments at most; none older than those counts as new', () => {
    const all = Array.from({ length: 150 }, (_, i) => i + 1)
    const seen = seenIn(comments(...all), { from: '', count: 150 })
    expect(seen.ids).toHaveLength(100)
    expect(comments(...all, 151).filter((comment) => isUnseen(seen, comment))).toEqual(comments(151))
  })

  it('is kept of the two hundred articles visited last', () => {
    const seen = seenIn(comments(1), { from: '', count: 1 })
    for (let i = 0; i <= 200; i++) keepVisit('press', `article-${i}`, { seen, before: undefined })
    const articles = Array.from({ length: 200 }, (_, i) => `article-${i + 1}`)
    expect([...seenByArticle('press').keys()]).toEqual(articles)
    expect(seenByArticle('press').get('article-200')).toEqual(seen)
    expect(seenByArticle('herald').size).toBe(0)
  })
})
