import { findLinks } from './links.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ESCAPES[char] ?? '')
}

/**
 * The only markup a comment ever has, built from its text: paragraphs, line breaks and links. Nothing is filtered,
 * because no markup is ever taken in. Blank ends, which the text keeps, show nowhere.
 */
export function renderHtml(text: string): string {
  return text
    .trim()
    .split(/\n[^\S\n]*(?:\n[^\S\n]*)+/)
    .map((paragraph) => `<p>${withLinks(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('')
}

function withLinks(text: string): string {
  let html = ''
  let from = 0
  for (const { start, end, host, url } of findLinks(text)) {
    if (url === null) continue
    html += escapeHtml(text.slice(from, start))
    const written = text.slice(start, end)
    // Where look-alike letters imitate another host, readers are shown the host they would really reach.
    const shown = hostFirst(written).startsWith(host) ? written : url
    html += `<a href="${escapeHtml(url)}" rel="ugc nofollow noopener">${escapeHtml(shown)}</a>`
    from = end
  }
  return html + escapeHtml(text.slice(from))
}

/** An address from its host on. Further back, in a path or query, the true host may stand just for show. */
function hostFirst(address: string): string {
  return address.replace(/^https?:\/\//i, '').toLowerCase()
}
