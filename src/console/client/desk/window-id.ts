const KEY = 'postbag:window'

/**
 * Names this window where it leases comments, also after it was loaded again: what it had leased by then is still its
 * own. A duplicated tab begins with a copy of the name, but the lock on that is held, so it gets another. Null on a
 * page without https, where browsers make no names; nobody can sign in there.
 */
export const windowId: string | null =
  'randomUUID' in crypto ? await ownName().catch(() => crypto.randomUUID()) : null

async function ownName(): Promise<string> {
  const kept = sessionStorage.getItem(KEY)
  if (kept !== null && (await hold(kept))) return kept
  const fresh = crypto.randomUUID()
  sessionStorage.setItem(KEY, fresh)
  await hold(fresh)
  return fresh
}

/** Locks a name for as long as this page lives. Returns false if another page has it. */
function hold(name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const asked = navigator.locks.request(`${KEY}:${name}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null)
      return lock && new Promise(() => {})
    })
    asked.catch(reject)
  })
}
