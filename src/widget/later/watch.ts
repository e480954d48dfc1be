import { laterEn } from '../locale/texts-later.ts'
import { listUnsent } from '../own/own.ts'
import css from '../style/later.css'
import type { Widget } from '../widget.ts'
import { adoptStyle } from './adopt-style.ts'
import { showHidden, startHiding } from './hidden.tsx'
import { holdFocus } from './hold-focus.ts'
import { signIn } from './identity.ts'
import { forgetOldDrafts } from './keep.ts'
import { keepKeys } from './own-keys.ts'
import { forgetWithdrawn, refreshAllOwn, refreshOwn, showOwn } from './own-status.ts'
import { followLink, mark } from './pages.ts'
import { comeBack } from './place.ts'
import { sendWaiting, showUnsent } from './send.ts'
import { startVisit } from './visit.ts'
import { announceHeld, keyed } from './write.ts'

/** While some of the reader's own comments wait, decisions on them are asked for this often. */
const ASK_EVERY_MS = 60_000
const LINK = /^#comment-([0-9a-f-]{36})$/
/** Where the plain form leads if it was sent before the widget had loaded. */
const HELD = '#comment-held'

/**
 * Runs once for each widget: loads its further words and styles, and starts everything that goes on from then;
 * resolves when it is complete.
 */
export async function begin(widget: Widget): Promise<void> {
  widget.speak.learn(laterEn)
  adoptStyle(widget.root, css)
  forgetWithdrawn(widget)
  forgetOldDrafts()
  const showKept = () => {
    showOwn(widget)
    showUnsent(widget)
  }
  const { settings, store, ended } = widget
  signIn(widget, store.get().identity)
  showKept()
  startHiding(widget)
  const linked = () => LINK.exec(location.hash)?.[1]
  const follow = () => {
    const id = linked()
    if (id !== undefined) void followLink(widget, id)
  }
  const sendAll = () => {
    if (listUnsent(settings.site, settings.article).length > 0) void sendWaiting(widget)
  }
  let shownTo = store.get().reader
  store.subscribe(() => {
    const { reader } = store.get()
    if (ended.aborted || reader === shownTo) return
    shownTo = reader
    showKept()
    void refreshAllOwn(widget)
    sendAll()
  })
  const look = () => {
    if (!document.hidden) void refreshOwn(widget)
  }
  const timer = setInterval(look, ASK_EVERY_MS)
  ended.addEventListener('abort', () => clearInterval(timer))
  addEventListener('hashchange', follow, { signal: ended })
  addEventListener('online', sendAll, { signal: ended })
  document.addEventListener('visibilitychange', look, { signal: ended })
  const showAsKept = () => {
    showKept()
    showHidden(widget)
  }
  addEventListener('storage', showAsKept, { signal: ended })
  widget.root.addEventListener('keydown', (event) => keyed(widget, event), { signal: ended })
  keepKeys(widget.root, ended)
  holdFocus(widget)
  saySorted(widget)
  void refreshAllOwn(widget)
  sendAll()
  const isBack = comeBack(widget)
  // Whatever is wrong with the stored data or that code, everything else works without it.
  await startVisit(widget).catch(() => undefined)
  const id = linked()
  if (isBack && id !== undefined) void mark(widget, id)
  else follow()
  if (location.hash === HELD) announceHeld(widget)
}

/** Tells a reader who cannot see it that the thread is now in the order they chose. */
function saySorted({ store, root, speak, announce }: Widget): void {
  let before = store.get().sort
  store.subscribe(() => {
    const { sort, count: n } = store.get()
    if (sort === before) return
    before = sort
    if (root.activeElement?.localName === 'select')
      announce(`${speak.text(sort)} · ${speak.text('comments', { n })}`)
  })
}
