import { createStore } from './store.ts'
import { isComposed } from './ui/composing.ts'

/** What one key does at the desk. The order is that of the help page. */
export const COMMANDS = {
  approve: { key: 'a', name: 'Approve' },
  reject: { key: 'r', name: 'Reject, then pick the reason' },
  pick: { key: 'f', name: 'Publish as editors’ choice' },
  rejectSuggested: { key: 'e', name: 'Reject for the suggested reason' },
  skip: { key: 's', name: 'Skip for now' },
  undo: { key: 'u', name: 'Undo the last decision' },
  redo: { key: 'y', name: 'Decide again what was just undone' },
  next: { key: 'j', name: 'Next in the list' },
  previous: { key: 'k', name: 'Previous in the list' },
  answer: { key: 'm', name: 'Answer for the newsroom' },
  note: { key: 'n', name: 'Write a note for colleagues' },
  secondOpinion: { key: 'o', name: 'Ask colleagues for a second opinion' },
  article: { key: 'c', name: 'Close, pre-moderate or open the article' },
  thread: { key: 't', name: 'Open the article’s thread' },
  author: { key: 'p', name: 'Open the author’s page' },
  record: { key: 'i', name: 'Open the comment’s record' },
  ban: { key: 'b', name: 'Ban' },
  escalate: { key: 'd', name: 'Escalate a danger to life or safety' },
  show: { key: 'v', name: 'Show covered text' },
  select: { key: 'x', name: 'Select for bulk' },
  selectMenu: { key: 'g', name: 'More ways to select' },
  similar: { key: 'l', name: 'Select all that say the same' },
  sameAuthor: { key: 'w', name: 'Select all by this author' },
  search: { key: '/', name: 'Search' },
  queue: { key: 'q', name: 'Back to the queue' },
  help: { key: '?', name: 'This help' },
} as const

export type Command = keyof typeof COMMANDS
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly Command[]

const STORED = 'postbag.keys'

type Keys = { readonly on: boolean; readonly map: Readonly<Record<Command, string>> }

export const keys = createStore<Keys>(remembered())

/** Changes keys and remembers them in this browser. */
export function setKeys(change: Partial<Keys>): void {
  keys.set(change)
  try {
    localStorage.setItem(STORED, JSON.stringify(keys.get()))
  } catch {
    // A browser that stores nothing keeps these keys until it is closed.
  }
}

export function defaultKeys(): Keys {
  const map = Object.fromEntries(COMMAND_NAMES.map((name) => [name, COMMANDS[name].key])) as Record<
    Command,
    string
  >
  return { on: true, map }
}

/**
 * The command that a key press stands for. None while somebody is writing, while a dialog is open, or with a
 * modifier, which belongs to the browser.
 */
export function commandOf(event: KeyboardEvent): Command | undefined {
  const { on, map } = keys.get()
  if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isComposed(event))
    return undefined
  if (document.querySelector('dialog[open]') !== null) return undefined
  if (event.target instanceof Element && event.target.closest('input:not([type=checkbox]), textarea, select'))
    return undefined
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return COMMAND_NAMES.find((name) => map[name] === pressed)
}

function remembered(): Keys {
  const standard = defaultKeys()
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? 'null')
    if (typeof stored !== 'object' || stored === null || !('map' in stored)) return standard
    const map =
      typeof stored.map === 'object' && stored.map !== null ? (stored.map as Record<string, unknown>) : {}
    const chosen = COMMAND_NAMES.map((name) => [
      name,
      typeof map[name] === 'string' ? map[name] : standard.map[name],
    ])
    return { on: !('on' in stored) || stored.on !== false, map: Object.fromEntries(chosen) as Keys['map'] }
  } catch {
    return standard
  }
}
