import type { Context } from 'hono'
import { html } from 'hono/html'
import { AppError, ERRORS } from '../errors.ts'
import { originAllowed } from '../http/cors.ts'
import type { AppEnv } from '../http/env.ts'
import { commentForm, HELD_ANCHOR } from '../plain/comment-form.ts'
import { troubles } from '../plain/form-fields.ts'
import { formMessage } from '../plain/messages.ts'
import { formHeaders, type Html, plainPage } from '../plain/page.ts'
import { loadSpeak } from '../plain/speak.ts'
import type { Speak } from '../widget/locale/speak.ts'
import type { SubmitRequest, Submitted } from './submit.ts'

/** What the pages that answer a form need of the request, and the service's own address if the settings name it. */
type FormRequest = Pick<SubmitRequest, 'site' | 'body'> & { readonly publicUrl: string | undefined }

/*
 * Answers to the plain form without script. Success redirects to the article, where an anchor shows what happened;
 * errors are a page in the site's language that keeps every word the reader wrote.
 */

const MAX_ADDRESS = 2_000

export async function answerForm(
  c: Context<AppEnv>,
  request: FormRequest,
  { status, comment }: Submitted,
): Promise<Response> {
  c.header('cache-control', 'no-store')
  const back = returnAddress(request)
  const anchor = status === 'approved' ? `comment-${comment.id}` : HELD_ANCHOR
  if (back !== null) return c.redirect(`${back}#${anchor}`, 303)
  const speak = await loadSpeak(request.site.policy.text.locale)
  const message = speak.text(status === 'approved' ? 'published' : 'thanks')
  return page(c, request, speak, {
    title: speak.text('noComments'),
    main: html`<p class="postbag-note postbag-shown" role="status">${message}</p>
      <p><a href="${c.req.path}">${speak.text('noComments')}</a></p>`,
  })
}

/** @throws the error itself, unless the reader can do something about it. */
export async function answerFormError(
  c: Context<AppEnv>,
  request: FormRequest,
  error: unknown,
): Promise<Response> {
  if (!(error instanceof AppError) || request.body.type !== 'form') throw error
  for (const [name, header] of Object.entries(error.headers)) c.header(name, header)
  c.header('cache-control', 'no-store')
  c.status(ERRORS[error.code][0])
  const { policy } = request.site
  const speak = await loadSpeak(policy.text.locale)
  const form = {
    action: c.req.path,
    values: Object.fromEntries(request.body.value),
    errors: error.errors,
    level: 2,
  } as const
  return page(c, request, speak, {
    title: speak.text('write'),
    main: html`${troubles(speak, form, formMessage(speak, error))}${commentForm(speak, form)}`,
  })
}

function page(
  c: Context<AppEnv>,
  { site }: FormRequest,
  speak: Speak,
  { title, main }: { readonly title: string; readonly main: Html },
) {
  for (const [name, value] of Object.entries(formHeaders(site))) c.header(name, value)
  return c.html(plainPage({ site, speak }, { title, main: html`<div class="postbag">${main}</div>` }))
}

/**
 * The article's address as the form named it, without a fragment, if it is a page of the site or of this service. Which
 * those are the settings say: the request's `Host` may be made up.
 */
function returnAddress({ site, body, publicUrl }: FormRequest): string | null {
  const given = body.type === 'form' ? body.value.get('url') : null
  if (given === null || given.length > MAX_ADDRESS || !/^https?:\/\/[^\\\s\p{Cc}]+$/u.test(given)) return null
  const url = URL.parse(given)
  if (url === null || url.username !== '' || url.password !== '') return null
  const isOurs = publicUrl !== undefined && url.origin === new URL(publicUrl).origin
  if (!isOurs && !originAllowed(site.origins, url.origin)) return null
  url.hash = ''
  return url.href
}
