import type { Disclosed } from '../../../people/disclose.ts'
import { call, serviceTime } from '../api.ts'
import type { Person } from './erase.ts'

/** All that is kept about a person on a site, as it was at one time. */
export type Found = Pick<Disclosed, 'comments' | 'notices'> & { readonly person: Person; readonly at: Date }

/** Reads all of it, however many calls that takes; `onSoFar` hears after each how many comments there are. */
export async function lookUp(
  site: string,
  person: Person,
  onSoFar: (comments: number) => void,
): Promise<Found> {
  const path = `/v1/admin/sites/${encodeURIComponent(site)}/disclosures`
  const comments: Disclosed['comments'][number][] = []
  const notices: Disclosed['notices'][number][] = []
  for (let after: string | null | undefined; after !== null; ) {
    const page: Disclosed = await call('POST', path, { ...person, after })
    comments.push(...page.comments)
    notices.push(...page.notices)
    onSoFar(comments.length)
    after = page.next
  }
  return { person, comments, notices, at: serviceTime() }
}

/** How much of each kind there is. */
export function sizeOf({ comments, notices }: Found) {
  const sum = (of: 'formerTexts' | 'evidence') =>
    comments.reduce((total, comment) => total + comment[of].length, 0)
  return {
    comments: comments.length,
    formerTexts: sum('formerTexts'),
    notices: notices.length,
    held: sum('evidence'),
  }
}

/** A line of JSON for each comment and notice, as the command line writes them. */
export function linesOf({ comments, notices }: Found, { namesEvidence }: { namesEvidence: boolean }): string {
  const told = namesEvidence ? comments : comments.map(({ evidence: _, ...comment }) => comment)
  const rows = [...told.map((comment) => ({ comment })), ...notices.map((notice) => ({ notice }))]
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}
