import { html, raw } from 'hono/html'
import { DEMO_ARTICLES, type DemoArticle, demoPath, NEWSPAPER } from './articles.ts'

export type Html = ReturnType<typeof html>

export type Frame = {
  readonly title: string
  readonly description: string
  readonly path: string
  /** Names of built files below `/demo/assets/`. */
  readonly style: string
  readonly script: string
  readonly icon: string
  /** Where this service is reached, without a slash at the end. */
  readonly base: string
  readonly today: Date
  /** Whether the captcha in use is another company's. */
  readonly isThirdParty: boolean
  readonly head: Html
}

/** A page of the newspaper around its content: masthead, navigation, footer, consent notice. */
export function newspaperPage(frame: Frame, main: Html): Html {
  const { title, description, path, base, today } = frame
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="description" content="${description}" />
<meta name="color-scheme" content="light dark" />
<meta name="theme-color" content="#f8f5ee" media="(prefers-color-scheme: light)" />
<meta name="theme-color" content="#14181a" media="(prefers-color-scheme: dark)" />
<link rel="canonical" href="${base}${path}" />
<link rel="icon" href="/demo/assets/${frame.icon}" type="image/svg+xml" />
<link rel="stylesheet" href="/demo/assets/${frame.style}" />
<script type="module" async src="/embed.js"></script>
<script type="module" async src="/demo/assets/${frame.script}"></script>
${frame.head}
</head>
<body>
<a class="skip" href="#main">Skip to the article</a>
<aside class="about" aria-label="About this page"><p>This newspaper is the demo of <strong>Postbag</strong>. Write below the article, then decide about it at the <a href="/console">moderators’ desk</a>.</p></aside>
<header class="masthead">
<p class="dateline"><time datetime="${today.toISOString().slice(0, 10)}">${longDate(today)}</time><span>Late edition</span></p>
<p class="name"><a href="/demo">${NEWSPAPER}</a></p>
<nav aria-label="Sections"><ul>${DEMO_ARTICLES.map(
    (article) =>
      html`<li><a href="${demoPath(article)}"${demoPath(article) === path ? raw(' aria-current="page"') : ''}>${article.section}</a></li>`,
  )}<li><a href="/demo/themes"${path === '/demo/themes' ? raw(' aria-current="page"') : ''}>Themes</a></li></ul></nav>
</header>
<main id="main">${main}</main>
<footer class="colophon">
<p class="name">${NEWSPAPER}</p>
<p>Printed nowhere, read in the fog. Everybody and everything in this newspaper is made up; its comment desk is real.</p>
<ul><li><a href="/docs">API of the comment desk</a></li><li><a href="/demo/themes">Themes of the widget</a></li><li><a href="/console">Moderators’ desk</a></li><li><button type="button" data-consent-open hidden>Privacy choices</button></li></ul>
</footer>
${consentNotice(frame)}
</body>
</html>`
}

/**
 * Asks once whether a captcha of another company may be loaded. Only the script draws it, because without the script
 * nothing is loaded that could need consent.
 */
function consentNotice({ isThirdParty }: Frame): Html {
  return html`<section class="consent" aria-labelledby="consent-title" data-consent hidden>
<h2 id="consent-title">Your choice</h2>
<p>To tell readers from robots when you comment, this page ${
    isThirdParty
      ? 'can ask an outside service, which then learns that you were here. Without it, your browser does a small calculation for us instead.'
      : 'lets your browser do a small calculation. No other company is asked today; should that change, one is asked only if you allow it here.'
  } We set no cookies.</p>
<p class="choices"><button type="button" data-consent-choice="granted">Allow the outside service</button><button type="button" data-consent-choice="denied">Only our own</button></p>
</section>`
}

const LONG_DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' })

function longDate(date: Date): string {
  return LONG_DATE.format(date)
}

/** The article, its comments, and beside them what else there is to read. */
export function articlePage(
  article: DemoArticle,
  parts: {
    readonly published: Date
    readonly count: Html
    readonly comments: Html
    readonly trending: Html
    /** Name of the built file. */
    readonly picture: string | null
  },
): Html {
  const { section, headline, standfirst, byline, picture, body } = article
  return html`<div class="columns">
<div class="story">
<nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/demo">Front page</a></li><li>${section}</li></ol></nav>
<article>
<header>
<h1>${headline}</h1>
<p class="standfirst">${standfirst}</p>
<p class="byline"><span>By <strong>${byline}</strong></span> <time datetime="${parts.published.toISOString()}">${longDate(parts.published)}</time> ${parts.count}</p>
</header>
${
  picture === null
    ? ''
    : html`<figure><img src="/demo/assets/${parts.picture}" width="1280" height="680" alt="${picture.alt}" fetchpriority="high" /><figcaption>${picture.caption}</figcaption></figure>`
}
<div class="text">${body.map((part) =>
    typeof part === 'string' ? html`<p>${part}</p>` : html`<h2>${part.heading}</h2>`,
  )}</div>
</article>
<section class="comments" id="comments" aria-label="Comments">${parts.comments}</section>
</div>
<aside class="beside" aria-label="More to read">
${parts.trending}
<section class="related" aria-labelledby="related-title"><h2 id="related-title">Related</h2><ul>${DEMO_ARTICLES.filter(
    ({ key }) => key !== article.key,
  ).map(
    (other) =>
      html`<li><p class="section">${other.section}</p><h3><a href="${demoPath(other)}">${other.headline}</a></h3><p>${other.standfirst}</p></li>`,
  )}</ul></section>
</aside>
</div>`
}

/** What stands where an article cannot, since there is none or what it is made of cannot be had. */
export function troublePage(title: string, isNoSuch: boolean): Html {
  return html`<article class="story">
<header><h1>${title}</h1></header>
<div class="text"><p>${
    isNoSuch
      ? html`The <a href="/demo">front page</a> is where it always was.`
      : 'The comment desk behind it does not answer. Nothing is lost: load the page again in a moment.'
  }</p></div>
</article>`
}
