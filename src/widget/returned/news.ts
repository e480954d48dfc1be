import { adoptStyle } from '../later/adopt-style.ts'
import { branch } from '../later/doubt.ts'
import { isOff } from '../later/visit.ts'
import { isHidden } from '../own/hidden.ts'
import { isUnseen, type Seen } from '../own/visits.ts'
import css from '../style/returned.css'
import type { Answer, News } from '../thread/store.ts'
import { findComment } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { Comment } from '../wire.ts'
import { answersAmong, askAnswers, askElsewhere, listElsewhere, listRecentOwn } from './answers.ts'
import { answersIn } from './news-list.tsx'
import { findUnread } from './unread.ts'

/** How many own comments are asked about whose answers are not all on the page. */
const ASKED_AT_MOST = 3
/** If something is inserted this close, the reader may arrive there meanwhile. */
const NEAR = '100px'

const NONE: News = { unread: 0, first: '', answers: [], elsewhere: [] }

/**
 * Tells a reader what is new since their last visit and who answered them, here and below other articles of the site;
 * again when somebody else signs in.
 */
export function tell(widget: Widget, before: Seen | undefined): void {
  const { store } = widget
  adoptStyle(widget.root, css)
  let toldTo: string | null | undefined
  const tellAnew = () => {
    const { phase, reader = null } = store.get()
    if (phase !== 'ready' || reader === toldTo) return
    toldTo = reader
    void tellNews(widget, before)
  }
  store.subscribe(tellAnew)
  tellAnew()
}

/** What the loaded thread and this browser know appears with the thread, the rest after it. */
async function tellNews(widget: Widget, before: Seen | undefined): Promise<void> {
  const { store, settings } = widget
  const { reader } = store.get()
  const unread = findUnread(store.get(), before)
  const isMarking = !isOff(widget, 'visits')
  const isAnswering = !isOff(widget, 'answers')
  const isAround = isAnswering && isFirst(widget)
  const own = listRecentOwn(widget)
  const known: News = {
    unread: isMarking ? unread.count : 0,
    first: unread.comments[0]?.id ?? '',
    answers: isAnswering ? answersAmong(unread.comments, own) : [],
    elsewhere: isAround ? listElsewhere(widget) : [],
  }
  const isDrawn = widget.root.querySelector('.top') !== null
  store.set({ news: isDrawn ? undefined : known, isUnread: isMarking ? unread.has : undefined })
  // The thread is drawn first.
  await new Promise((resolve) => setTimeout(resolve))
  const [more, elsewhere] = await Promise.all([
    isAnswering && before && before.count !== store.get().count ? askHere(widget, before) : [],
    isAround ? askElsewhere(widget).catch(() => known.elsewhere) : [],
  ])
  if (store.get().reader !== reader) return
  const ids = new Set(known.answers.map(({ id }) => id))
  const news = { ...known, answers: [...known.answers, ...more.filter(({ id }) => !ids.has(id))], elsewhere }
  showUnnoticed(widget, news)
  const { length } = elsewhere.flatMap(({ answers }) => answers)
  if (news.unread + news.answers.length + length === 0) return
  const { article } = settings
  widget.emit('news', { article, unread: news.unread, answers: news.answers.length, elsewhere: length })
}

/** Answers to the reader's own comments that are on no loaded page, or whose answers are not all loaded. */
async function askHere(widget: Widget, before: Seen): Promise<readonly Answer[]> {
  const { comments, mine } = widget.store.get()
  const own = listRecentOwn(widget)
    .filter(({ article, comment }) => article === widget.settings.article && !isWhole(comments, comment.id))
    .slice(0, ASKED_AT_MOST)
  const asked = await Promise.all(own.map(({ comment }) => askAnswers(widget, comment.id)))
  return asked
    .flatMap((found) => found?.answers ?? [])
    .filter(
      (answer) =>
        !mine.has(answer.id) &&
        isUnseen(before, answer) &&
        !isHidden(widget.store.get(), { ...answer, author: answer }),
    )
}

/** Whether a comment is loaded with its whole conversation. */
function isWhole(comments: readonly Comment[], id: string): boolean {
  const top = comments.find((comment) => findComment([comment], id))
  return top !== undefined && branch(top).every(({ moreReplies }) => moreReplies === null)
}

/**
 * Nothing moves while the reader reads: what comes after the thread is inserted while its place is out of view. Above
 * the view that only works if the browser anchors scrolling.
 */
function showUnnoticed(widget: Widget, news: News): void {
  const { root, store, ended, speak } = widget
  const place = root.querySelector('.news')
  if (place === null || JSON.stringify(news) === JSON.stringify(store.get().news ?? NONE)) return
  const watch = new IntersectionObserver(
    ([seen]) => {
      const isAbove = seen !== undefined && seen.boundingClientRect.top < 0
      if (seen?.isIntersecting || (isAbove && !CSS.supports('overflow-anchor', 'auto'))) return
      watch.disconnect()
      store.set({ news })
      const said = answersIn(speak, news)
      if (said !== '') widget.announce(said)
    },
    { rootMargin: NEAR },
  )
  watch.observe(place)
  ended.addEventListener('abort', () => watch.disconnect())
}

/** If a page has several threads, only one tells about other articles. */
function isFirst({ host }: Widget): boolean {
  return (host.getRootNode() as ParentNode).querySelector(host.localName) === host
}
