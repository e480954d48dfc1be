import { html } from 'hono/html'
import type { TrendingRow } from '../threads/queries.ts'
import { DEMO_ARTICLES, demoPath } from './articles.ts'
import { comments } from './client/trending.ts'
import type { Html } from './page.ts'

export const TRENDING_DAYS = 5
export const TRENDING_LIMIT = 5

/**
 * The most discussed articles. The page's script keeps the figures up to date, from the public list of trending
 * articles.
 */
export function trendingBox(site: string, rows: readonly TrendingRow[]): Html {
  const url = `/v1/sites/${site}/trending?days=${TRENDING_DAYS}&limit=${TRENDING_LIMIT}`
  const known = rows.flatMap(({ key, count }) => {
    const article = DEMO_ARTICLES.find((one) => one.key === key)
    return article === undefined ? [] : [{ article, count }]
  })
  return html`<section class="trending" aria-labelledby="trending-title" data-trending="${url}">
<h2 id="trending-title">${TRENDING_DAYS} days trending</h2>
${
  known.length === 0
    ? html`<p class="nothing">No letters yet this week. Yours could be the first.</p>`
    : html`<ol>${known.map(
        ({ article, count }) =>
          html`<li><div><a href="${demoPath(article)}">${article.headline}</a><p class="talk" data-article="${article.key}">${comments(count)}</p></div></li>`,
      )}</ol>`
}
</section>`
}
