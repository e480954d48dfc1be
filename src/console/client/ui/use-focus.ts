import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

/**
 * Gives the focus to what is to be read next, unless something else has it: a screen reader then reads it, and arrow
 * keys scroll it. For an element that Tab passes over.
 */
export function useFocusToRead<T extends HTMLElement>() {
  const ref = useRef<T>(null)
  useLayoutEffect(() => {
    if (document.activeElement === document.body) ref.current?.focus({ preventScroll: true })
  }, [])
  return ref
}

/** The same for what takes another's place: it is read from its start, also where the page was scrolled past that. */
export function useReadFromStart<T extends HTMLElement>() {
  const ref = useFocusToRead<T>()
  useLayoutEffect(() => {
    if (ref.current && ref.current.getBoundingClientRect().top < 0) ref.current.scrollIntoView()
  }, [])
  return ref
}

/**
 * Gives the focus to a page that took another's place, if what had it went with that one: Tab and a screen reader go on
 * from there. The queue has its comment read instead, once that is there.
 */
export function useFocusOnPage(page: string, subject: string | null): void {
  const isFirst = useRef(true)
  useEffect(() => {
    const main = document.querySelector<HTMLElement>('#main')
    if (!isFirst.current && page !== 'queue' && main && document.activeElement === document.body) {
      main.tabIndex = -1
      main.focus({ preventScroll: true })
    }
    isFirst.current = false
  }, [page, subject])
}

/** Leaves a field for the article that it is in, so that the focus is not lost. */
export function leaveField(field: HTMLElement): void {
  field.blur()
  field.closest('article')?.focus({ preventScroll: true })
}
