import type { Check } from './check.ts'

/** A link to a domain that moderators banned or watch. Admission has already looked that up; the ban's label is the domain. */
export function domainsCheck(): Check {
  return {
    name: 'domains',
    run({ history: { bannedDomains, watchedDomains } }) {
      if (bannedDomains.length === 0 && watchedDomains.length === 0) return { outcome: 'clear' }
      if (bannedDomains.length === 0)
        return { outcome: 'suspect', score: 0.5, detail: `watched: ${watchedDomains.join(', ')}` }
      return {
        outcome: 'block',
        score: 0.98,
        detail: `banned: ${bannedDomains.join(', ')}`,
        reason: 'spam',
      }
    },
  }
}
