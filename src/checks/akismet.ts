import type { AkismetSaid } from '../db/states.ts'
import type { Deps } from '../deps.ts'
import { CallFailed, call, type Reply } from '../http/call.ts'
import type { Candidate, Finding, RemoteCheck, Signal } from './check.ts'

const USER_AGENT = 'Postbag/1 | postbag-akismet/1'
const TIMEOUT_MS = 3_000
/** Nobody waits for it. */
const CORRECTION_TIMEOUT_MS = 10_000

/** What Akismet is asked with, but for the key. */
export type AkismetFields = Readonly<Record<string, string>>

type Akismet = Pick<Deps, 'config' | 'fetch'>
/** Is told of trouble with the account, which comes with every answer until somebody has seen to it. */
type OnAlert = (code: string) => void

/**
 * Akismet's comment-check (akismet.com/developers). Its body is `true` for spam or `false`; anything else is an
 * error, even with status 200. A `false` that Akismet wants to look at again is provisional, so here it is a doubt until
 * it is asked again.
 */
export function akismetCheck(akismet: Akismet, onAlert: OnAlert): RemoteCheck {
  return {
    name: 'akismet',
    async run(candidate, signal) {
      const fields = akismetFields(candidate)
      try {
        return findingOf(
          await ask(akismet, onAlert, { call: 'comment-check', fields, timeoutMs: TIMEOUT_MS, signal }),
        )
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error
        return { outcome: 'unavailable', detail: error.message }
      }
    },
  }
}

/** What Akismet made of a comment, if it was asked and answered; also where it wants to look again. */
export function akismetSaid(signals: readonly Signal[]): AkismetSaid | null {
  const found = signals.find(({ check }) => check === 'akismet')
  if (found === undefined || found.outcome === 'unavailable') return null
  return found.outcome === 'clear' || found.isProvisional === true ? 'ham' : 'spam'
}

type Correction = {
  /** The values of the question, all of them: Akismet knows the comment again by these. */
  readonly asked: AkismetFields
  readonly said: AkismetSaid
  readonly truth: AkismetSaid
  readonly signal: AbortSignal
}

/**
 * Tells Akismet what people made of a comment (its submit-spam and submit-ham). It thanks for that; anything else is an
 * error, even with status 200.
 * @returns why it was not taken; null when it was.
 */
export async function correctAkismet(
  akismet: Akismet,
  onAlert: OnAlert,
  { asked, said, truth, signal }: Correction,
): Promise<string | null> {
  const fields = { ...asked, comment_check_response: String(said === 'spam') }
  try {
    const { status, text } = await ask(akismet, onAlert, {
      call: `submit-${truth}`,
      fields,
      timeoutMs: CORRECTION_TIMEOUT_MS,
      signal,
    })
    return status === 200 && /^Thanks\b/.test(text.trim()) ? null : `not taken (status ${status})`
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof CallFailed)) throw error
    return error.message
  }
}

type Question = {
  readonly call: 'comment-check' | `submit-${AkismetSaid}`
  readonly fields: AkismetFields
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

async function ask(
  { config, fetch }: Akismet,
  onAlert: OnAlert,
  { call: path, fields, timeoutMs, signal }: Question,
): Promise<Reply> {
  const reply = await call(fetch, {
    url: new URL(`/1.1/${path}`, config.AKISMET_URL).href,
    body: new URLSearchParams({ api_key: config.AKISMET_KEY ?? '', ...fields }),
    headers: { 'user-agent': USER_AGENT },
    timeoutMs,
    signal,
  })
  const alert = reply.headers.get('x-akismet-alert-code')
  if (alert !== null) onAlert(alert.slice(0, 20))
  return reply
}

function findingOf({ status, headers, text }: Reply): Finding {
  const reply = text.trim()
  if (status === 200 && reply === 'true') {
    const blatant = headers.get('x-akismet-pro-tip') === 'discard'
    return blatant
      ? { outcome: 'block', score: 0.99, detail: 'blatant spam', reason: 'spam' }
      : { outcome: 'suspect', score: 0.9, detail: 'spam', reason: 'spam' }
  }
  if (status === 200 && reply === 'false') {
    const provisional = headers.get('x-akismet-recheck-after') !== null
    return provisional
      ? {
          outcome: 'suspect',
          score: 0.4,
          detail: 'not spam so far, wants to look again',
          isProvisional: true,
        }
      : { outcome: 'clear', score: 0, detail: 'not spam' }
  }
  return { outcome: 'unavailable', detail: `no verdict (status ${status})` }
}

/** The values that Akismet is asked with; the same for the same candidate. */
export function akismetFields(candidate: Candidate): AkismetFields {
  const { address, userAgent, referrer, articleUrl, name, email, website, text, isReply, locale } = candidate
  const fields: Record<string, string | null> = {
    blog: candidate.origins[0] ?? `https://${candidate.siteSlug}.invalid`,
    user_ip: address,
    user_agent: userAgent,
    referrer,
    permalink: articleUrl,
    comment_type: isReply ? 'reply' : 'comment',
    comment_author: name,
    comment_author_email: email,
    comment_author_url: website,
    comment_content: text,
    comment_date_gmt: candidate.receivedAt.toISOString(),
    blog_lang: locale.replace('-', '_').toLowerCase(),
    blog_charset: 'UTF-8',
    recheck_reason: candidate.isAskedAgain ? 'recheck' : candidate.isEdit ? 'edit' : null,
  }
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null),
  )
}
