import { html } from 'hono/html'
import type { Site } from '../sites/queries.ts'
import type { Speak } from '../widget/locale/speak.ts'

export type Html = ReturnType<typeof html>

export const STYLE_PATH = '/plain.css'

type PlainPage = {
  readonly title: string
  readonly main: Html
  /** The article's own page, to which the title links. */
  readonly url?: string | null
  readonly head?: Html | ''
}

/** A whole page around comments or a form, in the site's language and under its name. */
export function plainPage(
  { site, speak }: { readonly site: Site; readonly speak: Speak },
  { title, main, url = null, head = '' }: PlainPage,
): Html {
  return html`<!doctype html>
<html lang="${speak.lang}" dir="${speak.dir}">
<head>
<meta charset="utf-8" />
<title>${title} · ${site.name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1" />
<link rel="icon" href="data:," />
<link rel="stylesheet" href="${STYLE_PATH}" />
${head}
</head>
<body class="postbag-page">
<header><p>${site.name}</p></header>
<main><h1>${url === null ? title : html`<a href="${url}">${title}</a>`}</h1>
${main}</main>
</body>
</html>`
}

/**
 * Headers of a page with a form that posts to us, from our pages and the site's only. Where no referrer may be sent,
 * browsers send `null` as origin, and older ones send nothing else that tells where a request comes from.
 */
export function formHeaders(site: Site): Readonly<Record<string, string>> {
  return { 'content-security-policy': plainPolicy(site), 'referrer-policy': 'same-origin' }
}

/**
 * The policy of a page: nothing runs, and forms go to us. The site's own origins are allowed as form targets too,
 * because the answer to a form redirects to the article.
 */
export function plainPolicy(site: Site): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    'img-src data:',
    `form-action 'self' ${site.origins.join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
