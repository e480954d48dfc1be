import type { Context } from 'hono'
import { html } from 'hono/html'
import { AppError, ERRORS } from '../errors.ts'
import { originAllowed } from '../http/cors.ts'
import type { AppEnv } from '../http/env.ts'
import type { SubmitRequest, Submitted } from './submit.ts'

/*
 * The plain form without script: success leads back to the article, where the anchors below show what
 * happened; trouble is a small page that keeps every word the reader wrote.
 */

/** Anchor on the article's page that tells a reader the comment waits. */
export const HELD_ANCHOR = 'postbag-held'

export function answerForm(
  c: Context<AppEnv>,
  request: SubmitRequest,
  { status, comment }: Submitted,
): Response | Promise<Response> {
  c.header('cache-control', 'no-store')
  const back = returnAddress(request)
  const anchor = status === 'approved' ? `comment-${comment.id}` : HELD_ANCHOR
  if (back !== null) return c.redirect(`${back}#${anchor}`, 303)
  const message =
    status === 'approved'
      ? 'Your comment is published.'
      : 'Thank you! Your comment will appear once it has been checked.'
  return c.html(page('Thank you', html`<p role="status">${message}</p>`))
}

/** @throws the error itself when it is none of the reader's. */
export function answerFormError(
  c: Context<AppEnv>,
  request: SubmitRequest,
  error: unknown,
): Response | Promise<Response> {
  if (!(error instanceof AppError) || request.body.type !== 'form') throw error
  const { value } = request.body
  const messages = error.errors.length > 0 ? error.errors.map(({ message }) => message) : [error.message]
  for (const [name, header] of Object.entries(error.headers)) c.header(name, header)
  c.header('cache-control', 'no-store')
  const fields = ['email', 'website', 'parentId', 'url', 'title', 'id'] as const
  return c.html(
    page(
      'Your comment was not sent',
      html`<ul role="alert">${messages.map((message) => html`<li>${message}</li>`)}</ul>
        <form method="post">
          <p><label>Name<br /><input name="name" required autocomplete="name" value="${value.get('name') ?? ''}" /></label></p>
          <p><label>Comment<br /><textarea name="text" rows="8" required>${value.get('text') ?? ''}</textarea></label></p>
          ${fields.map((name) => (value.has(name) ? html`<input type="hidden" name="${name}" value="${value.get(name) ?? ''}" />` : ''))}
          <p><button>Send again</button></p>
        </form>`,
    ),
    ERRORS[error.code][0],
  )
}

/**
 * The article's address that the form named, if it is a page of the site; without a fragment.
 */
function returnAddress({ site, body }: SubmitRequest): string | null {
  const given = body.type === 'form' ? body.value.get('url') : null
  if (given === null || !/^https?:\/\/[^\\\s\p{Cc}]+$/u.test(given)) return null
  const url = URL.parse(given)
  if (url === null || url.username !== '' || url.password !== '' || !originAllowed(site.origins, url.origin))
    return null
  url.hash = ''
  return url.href
}

function page(title: string, body: ReturnType<typeof html>) {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8" /><title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" /></head>
    <body><main><h1>${title}</h1>${body}</main></body></html>`
}
