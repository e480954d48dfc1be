import { beginSession, call, Problem, whenSignedOut } from './api.ts'
import { clearSelection } from './bulk/selection.ts'
import { forgetOpinionRequests } from './desk/opinion-requests.ts'
import { desk, emptyDesk } from './desk/state.ts'
import { createStore } from './store.ts'
import type { Me } from './types.ts'
import { betweenWords } from './ui/between-words.ts'
import { forgetDrafts } from './ui/drafts.ts'

type SessionState =
  | { readonly state: 'unknown' }
  | { readonly state: 'out'; readonly message: string | null }
  | { readonly state: 'in'; readonly me: Me }

const RENEW_AFTER_MS = 5 * 60_000

export const session = createStore<{ readonly now: SessionState }>({ now: { state: 'unknown' } })

/** Finds out who is signed in, and keeps the session alive while a person is at the desk. */
export async function startSession(): Promise<void> {
  whenSignedOut(() =>
    betweenWords(() => {
      // Requests that were under way while somebody signed out are refused as well; that needs no message.
      if (session.get().now.state !== 'out') leave('Your session has ended. Sign in again; nothing was lost.')
    }),
  )
  let renewedAt = Date.now()
  const seen = () => {
    if (session.get().now.state !== 'in' || Date.now() - renewedAt < RENEW_AFTER_MS) return
    renewedAt = Date.now()
    call<Me>('PUT', '/console/session').then(enter, () => {})
  }
  addEventListener('keydown', seen)
  addEventListener('pointerdown', seen)
  try {
    enter(await call<Me>('GET', '/console/session'))
  } catch (error) {
    leave(error instanceof Problem && error.status === 401 ? null : 'The service could not be reached.')
  }
}

/** Reads again who is signed in and which sites there are; what cannot be read stays as it is. */
export async function readSession(): Promise<void> {
  await call<Me>('GET', '/console/session').then(enter, () => {})
}

/** @throws {Problem} when the token is refused, or the browser did not keep the cookie. */
export async function signIn(token: string): Promise<void> {
  await call<Me>('POST', '/console/session', { token })
  beginSession()
  try {
    enter(await call<Me>('GET', '/console/session'))
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error
    throw new Problem(
      401,
      'cookie-refused',
      'The token is right, but this browser did not keep the session: the desk needs https, or http on localhost.',
    )
  }
}

export async function signOut(where: 'here' | 'everywhere'): Promise<void> {
  await call('DELETE', where === 'here' ? '/console/session' : '/console/sessions')
  leave(where === 'here' ? 'You are signed out.' : 'You are signed out on every device.')
}

export function whoAmI(): Me | undefined {
  const { now } = session.get()
  return now.state === 'in' ? now.me : undefined
}

/** The language of a site's comments, in which they are to be read out; undefined where it is the desk's own. */
export function langOf(site: string): string | undefined {
  const locale = whoAmI()?.sites.find(({ slug }) => slug === site)?.locale
  return locale === undefined || /^en\b/.test(locale) ? undefined : locale
}

let lastId: string | null = null

function enter(me: Me): void {
  if (lastId !== null && lastId !== me.id) {
    forgetDrafts()
    clearSelection()
    forgetOpinionRequests()
  }
  const isAdmin = me.role === 'admin'
  desk.set(lastId === me.id ? { isAdmin } : emptyDesk(me.id, isAdmin))
  lastId = me.id
  session.set({ now: { state: 'in', me } })
}

function leave(message: string | null): void {
  session.set({ now: { state: 'out', message } })
}
