import { html } from 'hono/html'
import type { Site } from '../sites/queries.ts'
import type { ThreadForm, Written } from '../threads/forms.ts'
import { readJson, type Thread } from '../threads/thread.ts'
import { jsonLdScript, jsonLdText, threadJsonLd } from './json-ld.ts'
import { formHeaders, plainPage, STYLE_PATH } from './page.ts'
import { loadSpeak } from './speak.ts'
import { type ThreadView, threadSection } from './thread.ts'

/** A thread as a page of its own, for readers without script. */
export const htmlForm: ThreadForm = {
  mediaType: 'text/html',
  contentType: 'text/html; charset=utf-8',
  headers: formHeaders,
  write: (written) => threadPage(read(written)),
}

/** A thread for search engines. */
export const jsonLdForm: ThreadForm = {
  mediaType: 'application/ld+json',
  contentType: 'application/ld+json; charset=utf-8',
  write: async (written) => jsonLdText(await jsonLdOf(read(written))),
}

/** A comment that the form is to answer. */
export type ReplyTarget = { readonly id: string; readonly name: string }

/** The page with its form below one of its comments. */
export function replyForm(replyTo: ReplyTarget): ThreadForm {
  return {
    ...htmlForm,
    variant: JSON.stringify(['reply', replyTo]),
    isPassing: true,
    write: (written) => threadPage(read(written), replyTo),
  }
}

/** Only the section, for a server that includes it in its own page; `base` is where that server finds us. */
export function fragmentForm(base: string, replyTo: ReplyTarget | null, isPassing: boolean): ThreadForm {
  return {
    ...htmlForm,
    variant: JSON.stringify(['fragment', base, replyTo]),
    isPassing: isPassing || replyTo !== null,
    write: async (written) => {
      const shown = read(written)
      const section = threadSection({ ...(await threadView(shown, base)), replyTo })
      // Without a configured address, the base is the caller's `Host`, which may contain a quote.
      const style = await html`<link rel="stylesheet" href="${base}${STYLE_PATH}">`
      return `${style}\n${await section}\n${await jsonLdScript(await jsonLdOf(shown))}\n`
    },
  }
}

/** Everything that a thread's markup is made from. */
type Shown = Pick<Written, 'page' | 'site' | 'config'> & { readonly thread: Thread }

function read({ loaded, ...about }: Written): Shown {
  return { ...about, thread: readJson<Thread>(loaded) }
}

async function threadPage(shown: Shown, replyTo: ReplyTarget | null = null): Promise<string> {
  const view = { ...(await threadView(shown)), replyTo }
  const { speak, thread } = view
  const { title, url } = thread.article
  const page = plainPage(
    { site: shown.site, speak },
    {
      title: title ?? speak.text('noComments'),
      url,
      main: threadSection(view),
      head: jsonLdScript(await jsonLdOf(shown)),
    },
  )
  return String(await page)
}

/** Prepares what the markup of a thread is made from; `base` is put before every address in it. */
export async function threadView(
  { thread, page, site }: Omit<Shown, 'config'>,
  base = '',
): Promise<ThreadView> {
  return {
    thread,
    speak: await loadSpeak(site.policy.text.locale),
    sort: page.sort,
    limit: page.limit,
    siteUrl: `${base}${sitePath(site)}`,
    threadUrl: `${base}${threadPath(site, thread.article.key)}`,
  }
}

async function jsonLdOf({ thread, site, config }: Shown) {
  const speak = await loadSpeak(site.policy.text.locale)
  const threadUrl = `${config.PUBLIC_URL ?? ''}${threadPath(site, thread.article.key)}`
  return threadJsonLd(thread, { threadUrl, award: speak.text('picked') })
}

export function threadPath(site: Pick<Site, 'slug'>, articleKey: string): string {
  return `${sitePath(site)}/articles/${encodeURIComponent(articleKey)}/comments`
}

function sitePath({ slug }: Pick<Site, 'slug'>): string {
  return `/v1/sites/${slug}`
}
