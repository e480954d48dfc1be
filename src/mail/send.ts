import { findNotice } from '../author/notice.ts'
import { getOwnComment } from '../author/own.ts'
import type { Deps } from '../deps.ts'
import { loadSpeak } from '../plain/speak.ts'
import { SealedOtherwise } from '../seal.ts'
import { findSite, type Site } from '../sites/queries.ts'
import { unsealAddress } from './address.ts'
import { type Due, isAnyDue, listReplies, putOff, settleTold, takeDue } from './due.ts'
import { commentUrl, noticeUrl, pageUrl } from './links.ts'
import { type Mailer, type Message, openMailer, type Sent } from './mailer.ts'
import { newsText, noticeText, question } from './message.ts'
import { endAddress, endMail } from './subscriptions.ts'
import { mailWords } from './words.ts'

/** To one address of one site; further messages wait. */
const MOST_A_DAY = 20
const WAITS_S = 6 * 3_600
/** Pauses between tries double up to two hours, so this takes three days. */
const MOST_TRIES = 42
const LONGEST_PAUSE_S = 7_200

/** Sends everything that is due, unless the server takes nothing at present: then it all stays where it is. */
export async function sendDue(deps: Deps, signal: AbortSignal): Promise<void> {
  if (!(await isAnyDue(deps.db))) return
  const mailer = await openMailer(deps.config)
  try {
    const away = await mailer.trouble()
    if (away !== null) {
      deps.metrics.mails.inc({ outcome: 'away' })
      deps.log.warn({ why: away }, 'mail.away')
      return
    }
    while (!signal.aborted) {
      const taken = await takeDue(deps.db)
      if (taken.length === 0) return
      const attempts = await Promise.allSettled(taken.map((due) => sendOne(deps, mailer, due, signal)))
      const trouble = attempts.find((one) => one.status === 'rejected')
      if (trouble !== undefined) throw trouble.reason
    }
  } finally {
    mailer.close()
  }
}

/** Makes a message of what is due, sends it, and notes the outcome. */
async function sendOne(deps: Deps, mailer: Mailer, due: Due, signal: AbortSignal): Promise<void> {
  if (due.sentToday >= MOST_A_DAY) return putOff(deps.db, due, { seconds: WAITS_S, isTry: false })
  const made = await messageOf(deps, due)
  if (made === null) return settleTold(deps.db, due, { told: due.told, isSent: false })
  const sent = 'why' in made ? made : await mailer.send(made.message, signal)
  if (signal.aborted && sent.is === 'again') return putOff(deps.db, due, { seconds: 60, isTry: false })
  await settle(deps, due, { sent, told: 'told' in made ? made.told : due.told })
}

async function settle(
  deps: Deps,
  due: Due,
  { sent, told }: { readonly sent: Sent; readonly told: Due['told'] },
): Promise<void> {
  const { db, log, metrics } = deps
  const { site, commentId, tries } = due
  const isGivenUp = sent.is === 'again' && tries >= MOST_TRIES
  metrics.mails.inc({ outcome: isGivenUp ? 'given-up' : sent.is })
  if (sent.is === 'sent') {
    await settleTold(db, due, { told, isSent: due.isConfirmed || due.reportId !== null })
    return log.info({ site, commentId, attempt: tries }, 'mail.sent')
  }
  if (sent.is === 'gone') await endAddress(db, due)
  else if (isGivenUp) await settleTold(db, due, { told, isSent: false })
  else await putOff(db, due, { seconds: pauseAfter(tries), isTry: true })
  const event = sent.is === 'gone' ? 'mail.gone' : isGivenUp ? 'mail.given-up' : 'mail.failed'
  log.warn({ site, commentId, attempt: tries, why: sent.why }, event)
}

/** With jitter, so that messages that failed together are not retried together. */
function pauseAfter(tries: number): number {
  return Math.min(LONGEST_PAUSE_S, 60 * 2 ** (tries - 1)) * (0.75 + Math.random() / 2)
}

type Made = { readonly message: Message; readonly told: Due['told'] } | Extract<Sent, { is: 'again' }>

/** Null if there is nothing to tell after all, or nobody left to tell it to. */
async function messageOf(deps: Deps, due: Due): Promise<Made | null> {
  const { db, secret, now } = deps
  const site = await findSite(db, due.site)
  if (site === undefined) return null
  try {
    const to = unsealAddress(secret, due, due.sealedAddress)
    const text = await textOf(deps, site, due)
    if (text === null) return null
    const { told, subject, text: body, stopUrl } = text
    const name = `${due.id}.${due.round}`
    return { message: { to, name, sender: site.name, subject, text: body, stopUrl, date: now() }, told }
  } catch (error) {
    if (!(error instanceof SealedOtherwise)) throw error
    return { is: 'again', why: error.code }
  }
}

function textOf(deps: Deps, site: Site, due: Due) {
  if (due.reportId !== null) return noticeOf(deps, site, { ...due, reportId: due.reportId })
  return due.isConfirmed ? newsOf(deps, site, due) : questionOf(deps, site, due)
}

/** Tells that a notice arrived, and later what became of it. */
async function noticeOf(deps: Deps, site: Site, due: Due & { readonly reportId: string }) {
  const notice = await findNotice(deps.db, site.id, due.reportId)
  if (notice === undefined || notice.state === due.told) return null
  const place = placeOf(deps)
  const urls = { notice: noticeUrl(place, due.site, notice), stop: pageUrl(place, 'stop', due) }
  return { told: notice.state, stopUrl: urls.stop, ...noticeText(await languageOf(site), notice, urls) }
}

async function questionOf(deps: Deps, site: Site, due: Due) {
  const place = placeOf(deps)
  const urls = { confirm: pageUrl(place, 'confirm', due), stop: pageUrl(place, 'stop', due) }
  return { told: due.told, stopUrl: urls.stop, ...question(await languageOf(site), urls) }
}

async function newsOf(deps: Deps, site: Site, due: Due) {
  const own = await getOwnComment(deps, site, due.commentId)
  const { status, statement, article, comment, appeal } = own
  if (status === 'withdrawn' || comment.html === '') {
    await endMail(deps.db, due)
    return null
  }
  const isNews = status !== 'pending' && status !== due.told
  const decision = !isNews ? undefined : status === 'approved' ? { is: status } : { is: status, statement }
  const replies = status === 'approved' ? await listReplies(deps.db, due) : []
  if (decision === undefined && replies.length === 0) return null
  const place = placeOf(deps)
  const urls = {
    comment: commentUrl(place.publicUrl, due.site, { article, id: comment.id }),
    appeal: appeal.isPossible ? pageUrl(place, 'appeal', { ...due, id: comment.id }) : null,
    stop: pageUrl(place, 'stop', due),
  }
  const text = newsText(await languageOf(site), { decision, replies, title: article.title, urls })
  return { told: decision?.is ?? due.told, stopUrl: urls.stop, ...text }
}

async function languageOf(site: Site) {
  const speak = await loadSpeak(site.policy.text.locale)
  return { speak, words: await mailWords(speak), siteName: site.name }
}

function placeOf({ secret, config, now }: Deps) {
  return { secret, publicUrl: config.PUBLIC_URL ?? '', now: now() }
}
