import { html } from 'hono/html'
import { THEME_PARTS, THEME_PROPERTIES } from '../widget/theme.ts'
import { LOOKS, type Look } from './looks.ts'
import type { Html } from './page.ts'

/** Live examples of the widget's looks, and everything a page may change of them. */
export function themesPage(site: string): Html {
  return html`<div class="themes">
<header><h1>One widget, your paper’s looks</h1>
<p class="standfirst">Set custom properties on <code>postbag-comments</code>, or on anything around it. Style single parts with <code>::part()</code>. Nothing else of the page reaches in, and nothing of the widget leaks out.</p></header>
${LOOKS.map((look) => lookSection(site, look))}
<section><h2 id="properties">Custom properties</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="properties"><table><thead><tr><th scope="col">Property</th><th scope="col">Light</th><th scope="col">Dark</th><th scope="col">What it changes</th></tr></thead>
<tbody>${THEME_PROPERTIES.map(
    ({ name, light, dark = '', what }) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${light}</td><td>${dark}</td><td>${what}</td></tr>`,
  )}</tbody></table></div></section>
<section><h2 id="parts">Parts</h2>
<p>For example <code>postbag-comments::part(heading) { font-weight: 400 }</code>.</p>
<div class="wide" tabindex="0" role="region" aria-labelledby="parts"><table><thead><tr><th scope="col">Part</th><th scope="col">What it is</th></tr></thead>
<tbody>${THEME_PARTS.map(({ name, what }) => html`<tr><th scope="row"><code>${name}</code></th><td>${what}</td></tr>`)}</tbody></table></div></section>
</div>`
}

function lookSection(site: string, { name, title, what, article, theme, css }: Look): Html {
  return html`<section class="look look-${name}" aria-labelledby="look-${name}">
<h2 id="look-${name}">${title}</h2>
<p>${what}</p>
${css === '' ? '' : html`<details><summary>Style sheet of “${title}”</summary><pre tabindex="0"><code>${css}</code></pre></details>`}
<div class="stage"><postbag-comments theme="${theme}" site="${site}" article="${article}" url="/demo/${article}"></postbag-comments></div>
</section>`
}
