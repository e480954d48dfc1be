import { useRef, useState } from 'preact/hooks'

/**
 * Runs what a form does, one at a time, and holds what was wrong with it; `none` is the trouble before and while it
 * runs. So buttons need not be disabled meanwhile, which would take the focus from the one that was pressed.
 */
export function useAttempt<T>(none: T, troubleOf: (error: unknown) => T) {
  const [trouble, setTrouble] = useState(none)
  const [busy, setBusy] = useState(false)
  const runs = useRef(false)
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    if (runs.current) return
    runs.current = true
    setBusy(true)
    setTrouble(() => none)
    try {
      await act()
    } catch (error) {
      const found = troubleOf(error)
      setTrouble(() => found)
    } finally {
      runs.current = false
      setBusy(false)
    }
  }
  return { trouble, busy, attempt }
}
