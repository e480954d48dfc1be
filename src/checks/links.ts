import { findLinks, type Link } from '../comments/links.ts'
import type { Check } from './check.ts'

const SHORTENERS = new Set(
  'bit.ly t.co goo.gl tinyurl.com ow.ly is.gd buff.ly adf.ly cutt.ly rebrand.ly t.me wa.me tiny.cc lnkd.in'.split(
    ' ',
  ),
)

/** Counts links, including bare mentions of hosts and the author's website; hidden targets are suspect at once. */
export function linksCheck(limits: { readonly holdAt: number; readonly rejectAt: number }): Check {
  return {
    name: 'links',
    run({ text, name, website }) {
      const links = findLinks(text)
      const count = links.length + (website === null ? 0 : 1)
      const spans = links.map(({ start, end }) => ({ start, end }))
      const detail = `${count === 1 ? '1 link' : `${count} links`}; held from ${limits.holdAt}, rejected from ${limits.rejectAt}`
      if (count >= limits.rejectAt) return { outcome: 'block', score: 0.98, detail, reason: 'spam', spans }
      if (count >= limits.holdAt) return { outcome: 'suspect', score: 0.6, detail, reason: 'spam', spans }
      const hidden = links.filter(isHidden)
      if (hidden.length > 0) {
        return {
          outcome: 'suspect',
          score: 0.6,
          detail: 'a link that hides where it leads',
          reason: 'spam',
          spans,
        }
      }
      if (findLinks(name).length > 0) {
        return { outcome: 'suspect', score: 0.7, detail: 'a link as name', reason: 'spam' }
      }
      return { outcome: 'clear', detail }
    },
  }
}

/** Shorteners, and hosts in letters that imitate others (punycode). */
function isHidden({ host }: Link): boolean {
  return SHORTENERS.has(host) || host.split('.').some((label) => label.startsWith('xn--'))
}
