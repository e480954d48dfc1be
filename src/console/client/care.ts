import { createStore } from './store.ts'

/** How this browser treats the person in front of it; none of it leaves the browser. */
type Care = {
  /** Texts marked as abusive stay covered until wanted. */
  readonly cover: boolean
  readonly theme: 'system' | 'light' | 'dark'
  readonly type: 'normal' | 'large' | 'larger'
  /** Minutes of work after which a pause is proposed; 0 never. */
  readonly pauseMinutes: number
}

const STORED = 'postbag.care'
const STANDARD: Care = { cover: false, theme: 'system', type: 'normal', pauseMinutes: 50 }

export const care = createStore<Care>(remembered())

export function setCare(change: Partial<Care>): void {
  care.set(change)
  applyCare()
  try {
    localStorage.setItem(STORED, JSON.stringify(care.get()))
  } catch {
    // A browser that stores nothing keeps the choice until it is closed.
  }
}

/** Puts theme and type size on the page. */
export function applyCare(): void {
  const { theme, type } = care.get()
  document.documentElement.dataset.theme = theme
  document.documentElement.dataset.type = type
}

function remembered(): Care {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Record<keyof Care, unknown>>
    return {
      cover: stored.cover === true,
      theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : STANDARD.theme,
      type: stored.type === 'large' || stored.type === 'larger' ? stored.type : STANDARD.type,
      pauseMinutes: typeof stored.pauseMinutes === 'number' ? stored.pauseMinutes : STANDARD.pauseMinutes,
    }
  } catch {
    return STANDARD
  }
}
