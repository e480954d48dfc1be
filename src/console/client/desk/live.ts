import { checkSession } from '../api.ts'
import { createStore } from '../store.ts'

/** Whether news from the service arrives; `lost` is shown on every page and heals by itself. */
export const line = createStore<{ readonly state: 'connecting' | 'live' | 'lost' }>({ state: 'connecting' })

export type News = { readonly type: string; readonly data: Readonly<Record<string, unknown>> }

const RETRY_MS = [500, 1_000, 2_000, 5_000] as const
const TYPES = ['queue', 'decided', 'claimed', 'bulk', 'reset'] as const

/**
 * Follows the service's events until the returned function is called. `onOpen` is called each time the stream opens;
 * what happened before that is not sent.
 */
export function follow(
  path: string,
  onNews: (news: News) => void,
  onOpen: (isBack: boolean) => void,
): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let wasLive = false
  const connect = () => {
    source = new EventSource(path)
    source.onopen = () => {
      failures = 0
      line.set({ state: 'live' })
      onOpen(wasLive)
      wasLive = true
    }
    source.onerror = () => {
      source?.close()
      line.set({ state: 'lost' })
      void checkSession()
      timer = setTimeout(connect, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)])
      failures += 1
    }
    for (const type of TYPES)
      source.addEventListener(type, (event) => onNews({ type, data: parse(event.data) }))
  }
  const retryNow = () => {
    if (line.get().state !== 'lost') return
    clearTimeout(timer)
    connect()
  }
  // A stream may hang for minutes on a dead connection, of which the browser often knows at once.
  const lose = () => {
    source?.close()
    clearTimeout(timer)
    line.set({ state: 'lost' })
  }
  addEventListener('online', retryNow)
  addEventListener('offline', lose)
  connect()
  return () => {
    removeEventListener('online', retryNow)
    removeEventListener('offline', lose)
    clearTimeout(timer)
    source?.close()
  }
}

function parse(text: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(String(text))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
