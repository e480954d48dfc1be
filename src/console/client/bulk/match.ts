import type { BulkMatch } from '../../../review/bulk/job.ts'
import { get } from '../api.ts'
import { urlOf } from '../format.ts'
import type { Item, Page } from '../types.ts'
import { reasonName } from '../wording.ts'

/** Which waiting comments are meant; every member given must hold. */
export type Match = BulkMatch

const PAGE = 100

/** Waiting comments that match, oldest first and at most `limit` of them, and whether more do. */
export async function gather(
  match: Match,
  limit: number,
): Promise<{ readonly items: readonly Item[]; readonly hasMore: boolean }> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const wanted = Math.min(PAGE, limit - items.length)
    const page: Page<Item> = await get('/v1/review/queue', {
      ...match,
      sort: 'oldest',
      limit: wanted,
      cursor,
    })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== null && items.length < limit)
  return { items, hasMore: cursor !== null }
}

/** Whether a match is narrow enough for the background: the service takes on no whole queue at once. */
export function isNarrow({ site: _, ...parts }: Match): boolean {
  return Object.values(parts).some(Boolean)
}

/** What brings a comment into a view, other than a reason that a check gave. */
const ASKED: Readonly<Record<string, string>> = {
  reported: 'reported by readers',
  appealed: 'with an appeal',
  'second-opinion': 'that a colleague asks about',
}

/** A match in words, for what is about to be decided. */
export function describeMatch({ site, reason, section, q, author, similar, domain }: Match): string {
  const parts = [
    similar && 'saying nearly the same',
    author && 'by one author',
    domain && `linking to ${domain}`,
    reason && (ASKED[reason] ?? `held for ${reasonName(reason).toLowerCase()}`),
    section && `in ${section}`,
    q && `with the words “${q}”`,
    site && `on ${site}`,
  ]
  return parts.filter(Boolean).join(', ') || 'of all sites'
}

/** Hosts a comment links to, in its text or as its author's website. */
export function domainsIn({ comment }: Item): string[] {
  const addresses = [comment.author.website, ...comment.text.matchAll(/https?:\/\/[^\s<>"')\]]+/giu)]
  const hosts = addresses.flatMap((address) => {
    const host = urlOf(String(address ?? ''))?.hostname.replace(/^www\./, '')
    return host ? [host] : []
  })
  return [...new Set(hosts)].slice(0, 5)
}
