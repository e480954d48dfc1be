/** The form of a site's name in addresses. */
export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * An origin as browsers write it (`https://news.example`, `http://localhost:8787`), or every subdomain of one
 * (`https://*.news.example`). Null for anything else.
 */
export function siteOrigin(text: string): string | null {
  const wildcard = /^(https?):\/\/\*\.([a-z0-9.-]+(?::\d{1,5})?)\/?$/i.exec(text)
  const url = URL.parse(wildcard ? `${wildcard[1]}://${wildcard[2]}` : text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return null
  if (url.hostname.includes('*') || url.pathname !== '/' || url.search !== '' || url.hash !== '') return null
  return wildcard ? `${url.protocol}//*.${url.host}` : url.origin
}
