/** If a third party's script takes longer than this, it counts as failed. */
const WITHIN_MS = 8_000
/** A person who is asked something may take their time. */
export const PERSON_WITHIN_MS = 120_000

const loading = new Map<string, Promise<void>>()

/** Loads a script once per page. */
export function loadScript(src: string): Promise<void> {
  const known = loading.get(src)
  if (known) return known
  const loaded = new Promise<void>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = src
    script.async = true
    script.onload = () => resolve()
    script.onerror = () => reject(new Error('the script did not load'))
    document.head.append(script)
  })
  loading.set(src, loaded)
  loaded.catch(() => loading.delete(src))
  return within(loaded)
}

/** @throws when it takes too long. */
export function within<T>(work: Promise<T>, ms: number = WITHIN_MS): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('took too long')), ms)
    }),
  ])
}

/** A place in the page itself for what a third party draws, since it cannot reach into a shadow root. */
export function placeFor(host: HTMLElement): HTMLElement {
  const known = host.querySelector<HTMLElement>('[slot=captcha]')
  if (known) return known
  const place = document.createElement('div')
  place.slot = 'captcha'
  host.append(place)
  return place
}
