import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { CallFailed, call, jsonOf } from '../http/call.ts'
import { signedHeaders } from '../http/sign.ts'
import { type Candidate, type Finding, REASON_CODES, type RemoteCheck } from './check.ts'

const TIMEOUT_MS = 2_000

const Opinion = z.object({
  outcome: z.enum(['clear', 'suspect', 'block']),
  /** 0 harmless to 1 certain. */
  score: z.number().min(0).max(1).optional(),
  /** A short sentence for moderators. If it quotes a comment, it may cut an emoji in half, which cannot be stored. */
  explanation: z
    .string()
    .max(300)
    .transform((text) => text.toWellFormed().replaceAll('\0', ''))
    .optional(),
  reason: z.enum(REASON_CODES).optional(),
  /** UTF-16 offsets into `comment.text`. */
  spans: z
    .array(z.object({ start: z.int().min(0), end: z.int().min(0) }))
    .max(50)
    .optional(),
})

/**
 * A check of your own over HTTP, so that any model can be plugged in.
 *
 * We POST to `CUSTOM_CHECK_URL`, signed as in Standard Webhooks (`webhook-id`, `webhook-timestamp`,
 * `webhook-signature`) with `CUSTOM_CHECK_SECRET`:
 * `{type: "comment.check", timestamp, data: {site, article: {key, url}, comment: {id, name, text, website, isReply,
 * isEdit, locale}, author: {approved, rejected, pending}}}`.
 *
 * Answer within the time limit that the site's policy gives the check, two seconds at most: `204` for no opinion, or
 * `200` with `{outcome: "clear"|"suspect"|"block", score?: 0..1, explanation?, reason?, spans?: [{start, end}]}`.
 * Anything else, redirects included, counts as unavailable and by default holds the comment.
 */
export function customCheck({ config, fetch, now }: Pick<Deps, 'config' | 'fetch' | 'now'>): RemoteCheck {
  return {
    name: 'custom',
    async run(candidate, signal) {
      const body = JSON.stringify(messageOf(candidate))
      const signed = signedHeaders(config.CUSTOM_CHECK_SECRET ?? '', {
        id: candidate.commentId,
        at: now(),
        body,
      })
      const headers = { 'content-type': 'application/json', ...signed }
      try {
        const reply = await call(fetch, {
          url: config.CUSTOM_CHECK_URL ?? '',
          body,
          headers,
          timeoutMs: TIMEOUT_MS,
          signal,
        })
        if (reply.status === 204) return { outcome: 'clear', detail: 'no opinion' }
        return findingOf(jsonOf(reply), candidate.text.length)
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error
        return { outcome: 'unavailable', detail: error.message }
      }
    },
  }
}

function findingOf(answer: unknown, length: number): Finding {
  const parsed = Opinion.safeParse(answer)
  if (!parsed.success) return { outcome: 'unavailable', detail: 'answered in another form' }
  const { outcome, score, explanation, reason, spans } = parsed.data
  const inside = spans?.filter(({ start, end }) => start < end && end <= length)
  return {
    outcome,
    ...(score !== undefined && { score }),
    ...(explanation !== undefined && { detail: explanation }),
    ...(reason !== undefined && { reason }),
    ...(inside !== undefined && { spans: inside }),
  }
}

function messageOf(candidate: Candidate) {
  const { commentId, name, text, website, isReply, isEdit, locale, articleKey, articleUrl } = candidate
  return {
    type: 'comment.check',
    timestamp: candidate.receivedAt.toISOString(),
    data: {
      site: candidate.siteSlug,
      article: { key: articleKey, url: articleUrl },
      comment: { id: commentId, name, text, website, isReply, isEdit, locale },
      author: candidate.history.author,
    },
  }
}
