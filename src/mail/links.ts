import { issueKey, type Purpose } from './key.ts'

type Place = { readonly secret: string; readonly publicUrl: string; readonly now: Date }
type Subject = { readonly siteId: string; readonly site: string; readonly id: string }

/** The page of ours where one thing may be done. */
export function pageUrl({ secret, publicUrl, now }: Place, purpose: Purpose, subject: Subject): string {
  const key = issueKey(secret, purpose, subject, now)
  return `${publicUrl}/v1/sites/${subject.site}/mail/${purpose}/${key}`
}

/** Where a comment stands: at the article's own address, else on the page of its thread. */
export function commentUrl(
  publicUrl: string,
  site: string,
  {
    article,
    id,
  }: { readonly article: { readonly key: string; readonly url: string | null }; readonly id: string },
): string {
  const thread = `${publicUrl}/v1/sites/${site}/articles/${encodeURIComponent(article.key)}/comments`
  return `${article.url ?? thread}#comment-${id}`
}
