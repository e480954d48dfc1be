import type { Context } from 'hono'
import { html } from 'hono/html'
import { normaliseText } from '../comments/text.ts'
import type { Deps } from '../deps.ts'
import { AppError, ERRORS } from '../errors.ts'
import type { AppEnv } from '../http/env.ts'
import { prefersPage } from '../http/negotiate.ts'
import { type Filled, troubles } from '../plain/form-fields.ts'
import { formMessage } from '../plain/messages.ts'
import { formHeaders, type Html, plainPage } from '../plain/page.ts'
import { reportForm, type Subject } from '../plain/report-form.ts'
import { loadSpeak, type PlainSpeak } from '../plain/speak.ts'
import { threadPath } from '../plain/thread-forms.ts'
import type { Site } from '../sites/queries.ts'
import { REASONS } from '../widget/later/reasons.ts'
import { getPermalink } from './permalink.ts'
import type { Reported } from './report.ts'

type About = { readonly site: Site; readonly commentId: string }

/** In the order a reader meets them. */
const FIELDS = ['reason', 'note', 'notice.name', 'notice.email', 'notice.goodFaith']

/** Shows the form for reporting a comment, or why there is none, as a page. */
export async function answerReportPage(c: Context<AppEnv>, deps: Deps, about: About): Promise<Response> {
  const speak = await loadSpeak(about.site.policy.text.locale)
  try {
    return page(c, about, speak, reportForm(speak, filled(), await getSubject(deps, about)))
  } catch (error) {
    const isPage = prefersPage(c.req.header('accept'))
    if (!isPage || !(error instanceof AppError)) throw error
    return page(c, about, speak, refused(c, speak, { error, form: filled() }))
  }
}

type Sent = { readonly form: URLSearchParams; take(report: unknown): Promise<Reported> }

/** Answers that form: what came of the report, or what is wrong with it, with every word kept. */
export async function answerReportForm(
  c: Context<AppEnv>,
  deps: Deps,
  about: About,
  { form: sent, take }: Sent,
): Promise<Response> {
  const speak = await loadSpeak(about.site.policy.text.locale)
  let subject: Subject | null = null
  try {
    subject = await getSubject(deps, about)
    const reported = await take(reportIn(sent))
    c.status(202)
    return page(c, about, speak, thanks(speak, about, { ...reported, url: subject.url }))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const form = filled(sent, error)
    const main = html`${refused(c, speak, { error, form })}${reportForm(speak, form, subject)}`
    return page(c, about, speak, main)
  }
}

/** The report as JSON would bring it; the reason `illegal` makes it a notice. */
function reportIn(form: URLSearchParams) {
  const report = { reason: form.get('reason'), note: normaliseText(form.get('note') ?? '') }
  if (report.reason !== 'illegal') return report
  const childAbuse = form.has('notice.childAbuse')
  // Whoever does not want to give a name gives none, whatever the fields still hold.
  const who = childAbuse ? {} : { name: form.get('notice.name'), email: form.get('notice.email') }
  return { ...report, notice: { ...who, childAbuse, goodFaith: form.has('notice.goodFaith') } }
}

/** @throws {AppError} `not-found` for a comment that readers cannot see, or whose words were erased. */
async function getSubject(deps: Deps, { site, commentId }: About): Promise<Subject> {
  const { comment, article } = await getPermalink(deps, site, commentId)
  if (comment.html === '') throw new AppError('not-found')
  return { comment, url: `${threadPath(site, article.key)}#comment-${commentId}` }
}

function filled(sent = new URLSearchParams(), { errors }: Pick<AppError, 'errors'> = { errors: [] }): Filled {
  const inOrder = errors.toSorted((a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field))
  return { values: Object.fromEntries(sent), errors: inOrder }
}

/** Shows what is wrong, with the status and headers of the error. */
function refused(
  c: Context<AppEnv>,
  speak: PlainSpeak,
  { error, form }: { readonly error: AppError; readonly form: Filled },
): Html {
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value)
  c.set('problem', error.code)
  c.status(ERRORS[error.code][0])
  const isGone = error.code === 'not-found'
  return troubles(speak, form, isGone ? speak.text('removed') : formMessage(speak, error))
}

/** Confirms the report, and for a notice links to the page that will tell what became of it. */
function thanks(
  speak: PlainSpeak,
  { site }: About,
  { id, reason, createdAt, receipt, url }: Reported & { readonly url: string },
): Html {
  const at = createdAt.toISOString()
  const notice = receipt && `/v1/sites/${site.slug}/notices/${receipt}`
  return html`<p class="postbag-note postbag-shown" role="status">${speak.text(notice ? 'noticeSent' : 'reported')}</p>
<div class="postbag-text">${notice ? html`<p><a href="${notice}">${speak.text('noticeState')}</a></p>` : ''}
<p class="postbag-time">${speak.text(REASONS[reason] ?? 'reasonOther')} · <bdi>${id}</bdi> · <time datetime="${at}"><bdi>${speak.when(at)}</bdi></time></p>
<p><a href="${url}">${speak.text('noComments')}</a></p></div>`
}

/** A page that is neither cached nor indexed. */
function page(c: Context<AppEnv>, { site }: About, speak: PlainSpeak, content: Html) {
  c.header('cache-control', 'no-store')
  for (const [name, value] of Object.entries(formHeaders(site))) c.header(name, value)
  c.header('x-robots-tag', 'noindex')
  const title = speak.text('reportTitle')
  return c.html(plainPage({ site, speak }, { title, main: html`<div class="postbag">${content}</div>` }))
}
