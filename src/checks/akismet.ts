import type { Deps } from '../deps.ts'
import { CallFailed, call, type Reply } from '../http/call.ts'
import type { Candidate, Finding, RemoteCheck } from './check.ts'

const USER_AGENT = 'Postbag/1 | postbag-akismet/1'
const TIMEOUT_MS = 3_000

/**
 * Akismet's comment-check (akismet.com/developers). Its body is `true` for spam or `false`; anything else is an
 * error, even with status 200. A `false` that Akismet wants to look at again is provisional, so here it is a doubt until
 * it is asked again.
 * `onAlert` is told of trouble with the account, which comes with every answer until somebody has seen to it.
 */
export function akismetCheck(
  { config, fetch }: Pick<Deps, 'config' | 'fetch'>,
  onAlert: (code: string) => void,
): RemoteCheck {
  const url = new URL('/1.1/comment-check', config.AKISMET_URL).href
  return {
    name: 'akismet',
    async run(candidate, signal) {
      const body = fieldsOf(candidate, config.AKISMET_KEY ?? '')
      try {
        const reply = await call(fetch, {
          url,
          body,
          headers: { 'user-agent': USER_AGENT },
          timeoutMs: TIMEOUT_MS,
          signal,
        })
        const alert = reply.headers.get('x-akismet-alert-code')
        if (alert !== null) onAlert(alert.slice(0, 20))
        return findingOf(reply)
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error
        return { outcome: 'unavailable', detail: error.message }
      }
    },
  }
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

function fieldsOf(candidate: Candidate, key: string): URLSearchParams {
  const { address, userAgent, referrer, articleUrl, name, email, website, text, isReply, locale } = candidate
  const fields: Record<string, string | null> = {
    api_key: key,
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
  return new URLSearchParams(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null),
  )
}
