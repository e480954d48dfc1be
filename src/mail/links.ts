import { issueKey, type LinkPurpose } from './key.ts'

type Place = { readonly secret: string; readonly publicUrl: string; readonly now: Date }
type Subject = { readonly siteId: string; readonly site: string; readonly id: string }

/** Our page on which one thing may be done. */
export function pageUrl({ secret, publicUrl, now }: Place, purpose: LinkPurpose, subject: Subject): string {
  const key = issueKey(secret, purpose, subject, now)
  return `${publicUrl}/v1/sites/${subject.site}/mail/${purpose}/${key}`
}

/** Our page that shows what becomes of a notice. */
export function noticeUrl(
  { secret, publicUrl }: Pick<Place, 'secret' | 'publicUrl'>,
  site: string,
  notice: { readonly siteId: string; readonly id: string; readonly createdAt: Date },
): string {
  return `${publicUrl}/v1/sites/${site}/notices/${issueKey(secret, 'notice', notice, notice.createdAt)}`
}

/** Where to read a comment: at the article's own address, else on the page of its thread. */
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
