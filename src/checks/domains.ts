import type { Check } from './check.ts'

/** A link to a domain the moderators banned. Admission has looked it up; its label is the domain. */
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
