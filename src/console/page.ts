import { html } from 'hono/html'

/**
 * The console's one page; its script draws everything else. The policy lets nothing in from elsewhere, no inline
 * script or style, and no image but the desk's own, so a comment can never load one.
 */
export function consolePage(names: { readonly script: string; readonly style: string }) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<title>Postbag desk</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
<meta name="robots" content="noindex" />
<meta name="color-scheme" content="light dark" />
<link rel="icon" href="/console/icon.svg" type="image/svg+xml" />
<link rel="stylesheet" href="/console/assets/${names.style}" />
<script type="module" src="/console/assets/${names.script}"></script>
</head>
<body>
<div id="desk"><noscript><p>The moderators’ desk needs JavaScript. Everything it does can also be done through the <a href="/docs">review API</a>.</p></noscript></div>
</body>
</html>`
}

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d4f63"/><path d="M7 10h18v13H7z" fill="none" stroke="#fff" stroke-width="2.2" stroke-linejoin="round"/><path d="m7 11 9 7 9-7" fill="none" stroke="#fff" stroke-width="2.2" stroke-linejoin="round"/></svg>`

/** No inline script or style, nothing from elsewhere, no framing, and no markup ever made from text. */
export const PAGE_HEADERS = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ["'none'"],
  },
  crossOriginResourcePolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin',
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  xXssProtection: false,
}
