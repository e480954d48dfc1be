import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/*
 * What was typed but not sent yet, by what it is about. Going to another comment, page or site and back loses
 * nothing, and the browser asks before it closes a window with a draft in it.
 */

const drafts = new Map<string, unknown>()

addEventListener('beforeunload', (event) => {
  if (drafts.size > 0) event.preventDefault()
})

/** Another person signed in. */
export function forgetDrafts(): void {
  drafts.clear()
}

/** The key of the draft of a note about a comment. */
export function noteAbout(commentId: string): string {
  return `note ${commentId}`
}

/** Keeps what was sent but did not arrive, so that it can be sent again. */
export function keepDraft(about: string, draft: unknown): void {
  drafts.set(about, draft)
}

type Draft<T> = {
  readonly draft: T
  /** A draft that equals what is stored is no draft. */
  change(update: (latest: T) => T): void
  forget(): void
  /**
   * Called when that draft was saved: it is forgotten, unless more was typed meanwhile, which is kept as `goOn`
   * returns it.
   */
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

/**
 * For a form whose fields keep their own values: they are filled in again when the form opens, and typing draws
 * nothing anew.
 */
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
