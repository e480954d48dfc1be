import { call, Problem } from '../api.ts'
import { isHidden } from '../own/hidden.ts'
import { isTheirs, listOwn, type Own } from '../own/own.ts'
import { load, save } from '../own/storage.ts'
import { changeSeen, endOf, isUnseen, seenByArticle } from '../own/visits.ts'
import { withoutToJson } from '../own/without-to-json.ts'
import type { Answer, Elsewhere } from '../thread/store.ts'
import type { Widget } from '../widget.ts'
import type { Comment, Permalink, Replies } from '../wire.ts'

/** After this long a conversation is over. */
const RECENT_MS = 30 * 86_400_000
/** A reader who goes from article to article does not ask again at each. */
const AGAIN_MS = 10 * 60_000
const ARTICLES_AT_MOST = 10
const COMMENTS_AT_MOST = 5
/** How many replies of one comment are read if the first ones do not come along. */
const REPLIES = 50
/** How many answers are kept for one article. */
const ANSWERS_AT_MOST = 20

type Kept = { readonly at: number; readonly told: readonly Elsewhere[] }

/** The reader's own recent comments, newest first. */
export function listRecentOwn({ settings, store }: Widget): readonly Own[] {
  return listOwn(settings.site).filter(
    (one) =>
      Date.now() - one.sentAt < RECENT_MS &&
      (one.status === 'approved' || one.status === 'pending') &&
      isTheirs(one, store.get()),
  )
}

/** The comments that answer one of the reader's own. */
export function answersAmong(comments: readonly Comment[], own: readonly Own[]): readonly Answer[] {
  const ids = new Set<string | null>(own.map(({ comment }) => comment.id))
  return comments.filter(({ parentId }) => ids.has(parentId)).map(asAnswer)
}

/**
 * Answers below other articles that were not seen there. If an article's count is unchanged, which one request tells
 * for all articles, there is nothing to ask.
 */
export async function askElsewhere(widget: Widget): Promise<readonly Elsewhere[]> {
  const { site, siteUrl, article } = widget.settings
  const seen = seenByArticle(site)
  const own = listRecentOwn(widget).filter((one) => one.article !== article && seen.has(one.article))
  const articles = [...new Set(own.map((one) => one.article))].slice(0, ARTICLES_AT_MOST)
  const { at, told } = kept(site)
  if (articles.length === 0 || Date.now() - at < AGAIN_MS) return listElsewhere(widget)
  const query = articles.map((name) => `article=${encodeURIComponent(name)}`).join('&')
  const { counts } = await call<{ readonly counts: Readonly<Record<string, number>> }>(
    `${siteUrl}/counts?${query}`,
    { cache: 'no-cache' },
  )
  const asked = own
    .filter((one) => (counts[one.article] ?? seen.get(one.article)?.count) !== seen.get(one.article)?.count)
    .slice(0, COMMENTS_AT_MOST)
  const found = await Promise.all(asked.map((one) => askAnswers(widget, one.comment.id)))
  const news = new Map(told.filter((one) => articles.includes(one.article)).map((one) => [one.article, one]))
  for (const name of new Set(asked.map((one) => one.article))) {
    const answered = found.filter((_, i) => asked[i]?.article === name)
    const below = answered.filter((one) => one !== undefined)
    // A failed answer is asked for again next time.
    if (below.length < answered.length) continue
    const { url, title } = below.find(({ article }) => article?.url)?.article ?? {}
    if (url) news.set(name, { article: name, title: title ?? null, url, answers: newest(below) })
    changeSeen(site, name, () => ({ count: counts[name] ?? 0 }))
  }
  withoutToJson(() => save(`news:${site}`, { at: Date.now(), told: [...news.values()] } satisfies Kept))
  return listElsewhere(widget)
}

/** The same, from earlier requests. */
export function listElsewhere(widget: Widget): readonly Elsewhere[] {
  const { settings, store } = widget
  const { site, article } = settings
  const mine = new Set(listOwn(site).map(({ comment }) => comment.id))
  const asked = new Set(listRecentOwn(widget).map(({ comment }) => comment.id))
  const seen = seenByArticle(site)
  const isSought = (answer: Answer) =>
    asked.has(answer.to) && !isHidden(store.get(), { ...answer, author: answer })
  return kept(site).told.flatMap((one) => {
    const there = seen.get(one.article)
    if (there === undefined || one.article === article) return []
    const answers = one.answers.filter(
      (answer) => isSought(answer) && !mine.has(answer.id) && isUnseen(there, answer),
    )
    return answers.length > 0 ? [{ ...one, answers }] : []
  })
}

/** The reader knows of these and does not want to go there. */
export function dismiss(widget: Widget, { article, answers }: Elsewhere): void {
  const { store, settings } = widget
  const { news } = store.get()
  changeSeen(settings.site, article, ({ ids }) => ({ ids: [...answers.map(({ id }) => endOf(id)), ...ids] }))
  if (news === undefined) return
  store.set({ news: { ...news, elsewhere: news.elsewhere.filter((one) => one.article !== article) } })
}

type Asked = { readonly article: Permalink['article']; readonly answers: readonly Answer[] }

const UNSEEN: Asked = { article: undefined, answers: [] }

/**
 * Who answered a comment, from what every reader may see, so that a shared cache can answer: nobody if the comment
 * cannot be seen. Undefined if the service does not say.
 */
export async function askAnswers(widget: Widget, to: string): Promise<Asked | undefined> {
  try {
    const { comment, ancestors, article } = await call<Permalink>(
      `${widget.settings.siteUrl}/comments/${to}`,
      { cache: 'no-cache' },
    )
    const deepest = (widget.store.get().info?.nesting ?? 0) - 1
    // An answer to a comment at the deepest level is shown beside it.
    const holder = (ancestors.length >= deepest && ancestors[deepest - 1]) || comment
    const replies = [...holder.replies, ...(await askMore(widget, holder))]
    return { article, answers: replies.filter(({ parentId }) => parentId === to).map(asAnswer) }
  } catch (error) {
    return error instanceof Problem && error.status === 404 ? UNSEEN : undefined
  }
}

async function askMore(widget: Widget, { id, moreReplies }: Comment): Promise<readonly Comment[]> {
  if (moreReplies === null) return []
  const page = `limit=${REPLIES}&cursor=${encodeURIComponent(moreReplies)}`
  const { items } = await call<Replies>(`${widget.settings.siteUrl}/comments/${id}/replies?${page}`)
  return items
}

function asAnswer({ id, parentId, createdAt, author }: Comment): Answer {
  const { name, badge, verified } = author
  return { id, to: parentId ?? '', createdAt, name, ...(badge && { badge }), ...(verified && { verified }) }
}

function newest(asked: readonly Asked[]): readonly Answer[] {
  return asked
    .flatMap(({ answers }) => answers)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    .slice(-ANSWERS_AT_MOST)
}

function kept(site: string): Kept {
  return load<Kept>(`news:${site}`) ?? { at: 0, told: [] }
}
