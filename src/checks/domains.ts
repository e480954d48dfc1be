import type { Check } from './check.ts'

/** A link to a domain that moderators banned. Admission has already looked that up; the ban's label is the domain. */
export function domainsCheck(): Check {
  return {
    name: 'domains',
    run({ history }) {
      if (history.bannedDomains.length === 0) return { outcome: 'clear' }
      return {
        outcome: 'block',
        score: 0.98,
        detail: `banned: ${history.bannedDomains.join(', ')}`,
        reason: 'spam',
      }
    },
  }
}
