import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/*
 * What was typed and not sent yet, by what it is about: going to another comment, page or site and back loses nothing,
 * and the browser asks before a window with some of it is closed.
 */

const drafts = new Map<string, unknown>()

addEventListener('beforeunload', (event) => {
  if (drafts.size > 0) event.preventDefault()
})

/** Another person has taken the seat. */
export function forgetDrafts(): void {
  drafts.clear()
}

/** Under which what is noted about a comment for colleagues is kept. */
export function noteAbout(commentId: string): string {
  return `note ${commentId}`
}

/** What was sent and did not arrive can be sent once more. */
export function keepDraft(about: string, draft: unknown): void {
  drafts.set(about, draft)
}

type Draft<T> = {
  readonly draft: T
  /** One that says what is stored is none. */
  change(update: (latest: T) => T): void
  forget(): void
  /** That draft was taken: it is forgotten, unless more was written meanwhile, which is kept as `goOn` makes it. */
  taken(draft: T, goOn?: (latest: T) => T): void
}

export function useDraft<T>(about: string, stored: T): Draft<T> {
  const [, draw] = useState(0)
  const latest = () => (drafts.has(about) ? (drafts.get(about) as T) : stored)
  const keep = (draft: T) => {
    if (isSame(draft, stored)) drafts.delete(about)
    else drafts.set(about, draft)
    draw((count) => count + 1)
  }
  return {
    draft: latest(),
    change: (update) => keep(update(latest())),
    forget: () => keep(stored),
    taken: (draft, goOn = (more) => more) => keep(isSame(latest(), draft) ? stored : goOn(latest())),
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

type Fields = readonly (readonly [name: string, value: string])[]

/** For a form whose fields hold what is typed themselves: they are filled in again, and nothing is drawn meanwhile. */
export function useFormDraft(about: string | undefined) {
  const ref = useRef<HTMLFormElement>(null)
  useLayoutEffect(() => {
    if (about === undefined) return
    for (const [name, value] of (drafts.get(about) ?? []) as Fields) {
      const field = ref.current?.elements.namedItem(name)
      if (field !== null && field !== undefined && 'value' in field) field.value = value
    }
  }, [about])
  const onInput = () => {
    if (about === undefined || ref.current === null) return
    const fields = [...new FormData(ref.current)].map(([name, value]) => [name, String(value)] as const)
    drafts.set(about, fields)
  }
  return { ref, onInput, forget: () => about !== undefined && drafts.delete(about) }
}
