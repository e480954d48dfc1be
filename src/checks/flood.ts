import type { Check } from './check.ts'

/** A burst of comments on one article is held, not refused: it may be breaking news. */
export function floodCheck(perArticlePerMinute: number): Check {
  return {
    name: 'flood',
    run({ history }) {
      const { article } = history.perMinute
      const detail = `${Math.ceil(article)} submissions on this article within a minute, ${perArticlePerMinute} allowed`
      if (article <= perArticlePerMinute) return { outcome: 'clear', detail }
      return { outcome: 'suspect', score: 0.3, detail }
    },
  }
}
