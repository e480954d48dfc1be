import type { Statement } from '../statements/statement.ts'
import { REASONS } from '../widget/later/reasons.ts'
import type { Speak } from '../widget/locale/speak.ts'
import { plainLine } from './plain-line.ts'
import { type MailWords, named, noticeSentences } from './words.ts'

/*
 * The text of messages, in the site's language. Words of readers and of pages stand on lines of their own.
 */

type Language = { readonly speak: Speak; readonly words: MailWords; readonly siteName: string }
type Text = { readonly subject: string; readonly text: string }

const MOST = { title: 80, name: 40, reply: 280, replies: 5 }

/** Asks an address whether it is meant. Nothing that somebody typed is in it. */
export function question(
  { words: { confirm, stop }, siteName }: Language,
  urls: { confirm: string; stop: string },
): Text {
  return {
    subject: `${confirm.title} · ${siteName}`,
    text: paragraphs(
      named(confirm.ask, siteName),
      `${confirm.how}\n${urls.confirm}`,
      confirm.otherwise,
      `-- \n${named(stop.how, siteName)}\n${urls.stop}`,
    ),
  }
}

/** Tells the sender of a notice that it arrived, or what was decided. Nothing that somebody typed is in it. */
export function noticeText(
  { words, siteName }: Language,
  notice: Parameters<typeof noticeSentences>[1],
  urls: { notice: string; stop: string },
): Text {
  return {
    subject: `${words.notice.title} · ${siteName}`,
    text: paragraphs(
      named(words.notice.given, siteName),
      noticeSentences(words, notice).join('\n'),
      `${words.notice.page}\n${urls.notice}`,
      `-- \n${named(words.stop.how, siteName)}\n${urls.stop}`,
    ),
  }
}

/** What there is to tell about one comment. */
type News = {
  /** Undefined if the decision is no news. */
  readonly decision?:
    | { readonly is: 'approved' }
    | { readonly is: 'rejected'; readonly statement: Statement | null }
    | undefined
  readonly replies: readonly { readonly name: string; readonly text: string }[]
  readonly title: string | null
  readonly urls: {
    readonly comment: string
    /** Null where an appeal is not possible. */
    readonly appeal: string | null
    readonly stop: string
  }
}

export function newsText(language: Language, news: News): Text {
  const { words, siteName, speak } = language
  const title = plainLine(news.title ?? '', MOST.title) || siteName
  const answered =
    news.replies.length === 0 ? '' : speak.text('answersBelow', { n: news.replies.length, title })
  const decided = news.decision === undefined ? '' : decisionIn(words, news.decision)
  return {
    subject: `${decided || answered} · ${siteName}`,
    text: paragraphs(
      decided === '' ? '' : `${decided}${words.marks.colon}\n${title}\n${news.urls.comment}`,
      ...(news.decision?.is === 'rejected'
        ? reasons(language, news.decision.statement, news.urls.appeal)
        : []),
      answered,
      ...quotes(language, news),
      decided === '' ? news.urls.comment : '',
      `-- \n${named(words.stop.how, siteName)}\n${news.urls.stop}`,
    ),
  }
}

function decisionIn(words: MailWords, decision: NonNullable<News['decision']>): string {
  if (decision.is === 'approved') return words.published
  return decision.statement?.restriction === 'removed' ? words.removed : words.rejected
}

/** The statement of reasons (Digital Services Act, article 17) and the way to another look. */
function reasons(
  { words, speak }: Language,
  statement: Statement | null,
  appealUrl: string | null,
): string[] {
  if (statement === null) return []
  const { reason, ground, facts, redress } = statement
  return [
    `${words.because}\n${speak.text(REASONS[reason] ?? 'reasonOther')}${words.marks.stop}${ground.clause}`,
    facts,
    redress.text,
    appealUrl === null ? '' : `${words.appeal}\n${appealUrl}`,
  ]
}

function quotes({ speak, words: { marks } }: Language, { replies, urls }: News): string[] {
  const shown = replies
    .slice(0, MOST.replies)
    .map(({ name, text }) => `${plainLine(name, MOST.name)}${marks.colon}\n> ${plainLine(text, MOST.reply)}`)
  const left = replies.length - shown.length
  return left === 0
    ? shown
    : [...shown, `${speak.text('moreReplies', { n: left })}${marks.colon}\n${urls.comment}`]
}

function paragraphs(...parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
