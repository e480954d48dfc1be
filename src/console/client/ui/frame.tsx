import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { messageOf } from '../api.ts'
import { isUnderWay, jobs } from '../bulk/jobs.ts'
import { lastView } from '../desk/desk.ts'
import { giveUpSeat } from '../desk/leases.ts'
import { line } from '../desk/live.ts'
import { count } from '../format.ts'
import { COMMAND_NAMES, COMMANDS, keys } from '../keys.ts'
import { go, hrefOf, usePlace } from '../router.ts'
import { signOut } from '../session.ts'
import { useStore } from '../store.ts'
import type { Me } from '../types.ts'
import { Brake } from './brake.tsx'
import { Dialog } from './dialog.tsx'
import { closeMenusOutside, leaveFieldsOnEscape } from './menus.ts'
import { toast } from './say.tsx'
import { useCommands } from './use-commands.ts'
import { useSite } from './use-site.ts'

const PAGES = [
  ['queue', 'Queue', 'moderator'],
  ['history', 'History', 'moderator'],
  ['search', 'Search', 'moderator'],
  ['bans', 'Bans', 'moderator'],
  ['articles', 'Articles', 'moderator'],
  ['insight', 'Insight', 'moderator'],
  ['words', 'Words', 'admin'],
  ['policy', 'Policy', 'admin'],
] as const

/** The frame of every page: navigation, which site, whether news arrives, who is signed in. */
export function Frame({ me, children }: { readonly me: Me; readonly children: ComponentChildren }) {
  const { page, query } = usePlace()
  const [help, setHelp] = useState(false)
  const site = query.get('site')
  useCommands({
    help: () => setHelp(true),
    queue: () => page !== 'queue' && go(lastView() ?? hrefOf('queue', null, { site })),
  })
  useEffect(closeMenusOutside, [])
  useEffect(leaveFieldsOnEscape, [])
  return (
    <>
      <a class="skip-link" href="#main">
        To the content
      </a>
      <header class="bar">
        <a class="brand" href={hrefOf('queue', null, { site })}>
          <img src="/console/icon.svg" alt="" />
          <span aria-hidden="true">Postbag</span>
          <span class="hushed">Postbag, to the queue</span>
        </a>
        {me.sites.length > 1 && <SiteChoice me={me} />}
        <Pages me={me} />
        <JobsState />
        <LineState />
        <OwnMenu me={me} onHelp={() => setHelp(true)} />
      </header>
      <Brake />
      {children}
      {help && <Help onClose={() => setHelp(false)} />}
    </>
  )
}

/** Pages of settings show one site, so on them the choice cannot be "all sites". */
export const SETTINGS: ReadonlySet<string> = new Set([
  'words',
  'policy',
  'statements',
  'models',
  'alerts',
  'evidence',
  'person',
  'webhooks',
])

/**
 * Chooses the site. On a page about one site's thread or author, choosing another site leads to that site's queue.
 */
function SiteChoice({ me }: { readonly me: Me }) {
  const { page, subject, query } = usePlace()
  const { site } = useSite(me)
  const isOfOne = SETTINGS.has(page)
  return (
    <select
      aria-label="Site"
      value={isOfOne ? site : (query.get('site') ?? '')}
      onChange={(event) =>
        go(hrefOf(subject === null ? page : 'queue', null, { site: event.currentTarget.value }))
      }
    >
      {!isOfOne && <option value="">All sites</option>}
      {me.sites.map(({ slug, name }) => (
        <option key={slug} value={slug}>
          {name}
        </option>
      ))}
    </select>
  )
}

function Pages({ me }: { readonly me: Me }) {
  const { page, query } = usePlace()
  const site = query.get('site')
  const nav = useRef<HTMLElement>(null)
  // Browsers leave a link where it is that has the focus and is in sight in part.
  const show = (selector: string) =>
    nav.current?.querySelector(selector)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  useEffect(() => show('[aria-current]'), [page])
  return (
    <nav aria-label="Desk" ref={nav} onFocusIn={() => show(':focus-visible')}>
      {PAGES.filter(([, , role]) => role === 'moderator' || me.role === 'admin').map(([name, title]) => (
        <a key={name} href={hrefOf(name, null, { site })} aria-current={page === name ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  )
}

function OwnMenu({ me, onHelp }: { readonly me: Me; onHelp(): void }) {
  const site = usePlace().query.get('site')
  const leave = (where: 'here' | 'everywhere') =>
    void giveUpSeat(() => signOut(where)).catch((error: unknown) =>
      toast(`You are still signed in. ${messageOf(error)}`),
    )
  return (
    <details class="menu">
      <summary>{me.name}</summary>
      <div>
        <p class="soft">
          <small>Signed in as {me.role}</small>
        </p>
        {me.role === 'admin' && (
          <>
            <a class="button quiet" href={hrefOf('evidence', null, { site })}>
              Evidence
            </a>
            <a class="button quiet" href={hrefOf('person', null, { site })}>
              Personal data
            </a>
            <a class="button quiet" href={hrefOf('sites')}>
              Sites
            </a>
            <a class="button quiet" href={hrefOf('webhooks', null, { site })}>
              Webhooks
            </a>
            <a class="button quiet" href={hrefOf('tokens')}>
              Tokens
            </a>
          </>
        )}
        <a class="button quiet" href={hrefOf('jobs')}>
          Background work
        </a>
        <a class="button quiet" href={hrefOf('care')}>
          Look, keys and breaks
        </a>
        <button type="button" class="quiet" onClick={onHelp}>
          Keys and help
        </button>
        <button type="button" class="quiet" onClick={() => leave('here')}>
          Sign out
        </button>
        <button type="button" class="quiet" onClick={() => leave('everywhere')}>
          Sign out everywhere
        </button>
      </div>
    </details>
  )
}

/** How far background work has come, on every page. */
function JobsState() {
  const running = (useStore(jobs).list ?? []).filter(isUnderWay)
  if (running.length === 0) return null
  const reached = running.reduce((sum, { done, skipped }) => sum + done + skipped, 0)
  const total = running.reduce((sum, job) => sum + job.total, 0)
  return (
    <a class="jobs-state" href={hrefOf('jobs')}>
      {count(reached)} of {count(total)}
      <span class="hushed"> decided in the background</span>
    </a>
  )
}

function LineState() {
  const { state } = useStore(line)
  const words = { live: 'Live', connecting: 'Connecting', lost: 'Connection lost, trying again' }[state]
  return (
    <span class="line-state" data-state={state} role={state === 'lost' ? 'alert' : undefined}>
      <i aria-hidden="true" />
      <span>{words}</span>
    </span>
  )
}

function Help({ onClose }: { onClose(): void }) {
  const { map, on } = useStore(keys)
  return (
    <Dialog title="Keys" onClose={onClose}>
      {!on && <p class="note warn">Keys are switched off in this browser.</p>}
      <div class="keys">
        {COMMAND_NAMES.map((name) => (
          <div key={name}>
            <kbd>{map[name].toUpperCase()}</kbd> {COMMANDS[name].name}
          </div>
        ))}
      </div>
      <p class="soft">
        After Reject, one more key picks the reason: 1 to 9, 0 and –. Every decision can be undone, and made
        again. In lists, next and previous move between comments, and the other keys are about the one that
        has the focus. Escape leaves a field and ends a selection. A screen reader passes keys on in its focus
        mode.
      </p>
      <p class="row spread">
        <a href={hrefOf('care')} onClick={onClose}>
          Change the keys
        </a>
        <button type="button" onClick={onClose} autofocus>
          Close
        </button>
      </p>
    </Dialog>
  )
}
