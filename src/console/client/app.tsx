import type { ComponentType } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { BulkBar } from './bulk/bulk-bar.tsx'
import { watchJobs } from './bulk/jobs.ts'
import { selection } from './bulk/selection.ts'
import { openEvents } from './desk/events.ts'
import { QueuePage } from './desk/queue-page.tsx'
import { openInsight } from './insight/open.ts'
import { AuthorPage } from './pages/author.tsx'
import { BansPage } from './pages/bans.tsx'
import { CarePage } from './pages/care.tsx'
import { HistoryPage } from './pages/history.tsx'
import { JobsPage } from './pages/jobs.tsx'
import { RecordPage } from './pages/record.tsx'
import { SearchPage } from './pages/search.tsx'
import { SignInPage } from './pages/sign-in.tsx'
import { ThreadPage } from './pages/thread.tsx'
import { usePlace } from './router.ts'
import { session } from './session.ts'
import { useStore } from './store.ts'
import type { Me } from './types.ts'
import { Frame, SETTINGS } from './ui/frame.tsx'
import { Guard } from './ui/guard.tsx'
import { lazy } from './ui/lazy.tsx'
import { NoSite } from './ui/no-site.tsx'
import { Pause } from './ui/pause.tsx'
import { announce, Saying } from './ui/say.tsx'
import { useFocusOnPage } from './ui/use-focus.ts'

/** Pages by their name in the address. */
const PAGES: Readonly<Record<string, ComponentType<{ readonly me: Me }>>> = {
  queue: QueuePage,
  history: HistoryPage,
  search: SearchPage,
  bans: BansPage,
  articles: lazy(async () => (await import('./pages/articles.tsx')).ArticlesPage),
  thread: ThreadPage,
  author: AuthorPage,
  comment: RecordPage,
  care: CarePage,
  jobs: JobsPage,
  insight: lazy(openInsight),
  policy: lazy(async () => (await import('./policy/policy-page.tsx')).PolicyPage),
  words: lazy(async () => (await import('./words/words-page.tsx')).WordsPage),
  statements: lazy(async () => (await import('./pages/statements.tsx')).StatementsPage),
  alerts: lazy(async () => (await import('./pages/alerts.tsx')).AlertsPage),
  evidence: lazy(async () => (await import('./kept/evidence-page.tsx')).EvidencePage),
  person: lazy(async () => (await import('./person/person-page.tsx')).PersonPage),
  sites: lazy(async () => (await import('./sites/sites-page.tsx')).SitesPage),
  webhooks: lazy(async () => (await import('./webhooks/webhooks-page.tsx')).WebhooksPage),
  tokens: lazy(async () => (await import('./pages/tokens.tsx')).TokensPage),
  models: lazy(async () => (await import('./pages/models.tsx')).ModelsPage),
}

const TITLES: Readonly<Record<string, string>> = {
  queue: 'Queue',
  history: 'History',
  search: 'Search',
  bans: 'Bans',
  articles: 'Articles',
  thread: 'Thread',
  author: 'Author',
  comment: 'Record',
  care: 'Look, keys and breaks',
  jobs: 'Background work',
  insight: 'Insight',
  policy: 'Policy',
  words: 'Words',
  statements: 'Reasons',
  alerts: 'Alerts',
  evidence: 'Evidence',
  person: 'Personal data',
  sites: 'Sites',
  webhooks: 'Webhooks',
  tokens: 'Tokens',
  models: 'Judge',
}

export function App() {
  const { now } = useStore(session)
  return (
    <>
      {now.state === 'out' && <SignInPage message={now.message} />}
      {now.state === 'in' && <Desk me={now.me} />}
      <Saying />
    </>
  )
}

function Desk({ me }: { readonly me: Me }) {
  useEffect(openEvents, [])
  useEffect(watchJobs, [])
  return (
    <Frame me={me}>
      <Page me={me} />
      <SelectedElsewhere />
      <Pause />
    </Frame>
  )
}

/** For every page but the queue, which has the bar in its own place. */
function SelectedElsewhere() {
  const { page } = usePlace()
  const { selected } = useStore(selection)
  if (page === 'queue' || selected.size === 0) return null
  return (
    <div class="floating">
      <BulkBar />
    </div>
  )
}

function Page({ me }: { readonly me: Me }) {
  const { page, subject } = usePlace()
  const title = TITLES[page] ?? 'Not found'
  useFocusOnPage(page, subject)
  // Before the effects of the page itself, which may know more.
  useLayoutEffect(() => {
    document.title = `${title} · Postbag desk`
  }, [title])
  useEffect(() => announce(title), [title])
  const Shown = Object.hasOwn(PAGES, page) ? PAGES[page] : undefined
  if (Shown === undefined) return <Message title="There is no such page" text="Its link may be old." />
  if (SETTINGS.has(page) && me.sites.length === 0) {
    return (
      <main class="page" id="main">
        <NoSite me={me} />
      </main>
    )
  }
  return (
    <Guard
      key={`${page}/${subject ?? ''}`}
      fallback={<Message title="This page cannot be drawn" text="Nothing was lost. Reload it, or go back." />}
    >
      <Shown me={me} />
    </Guard>
  )
}

function Message({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <main class="page" id="main">
      <h1>{title}</h1>
      <p>{text}</p>
    </main>
  )
}
