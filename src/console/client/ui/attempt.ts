import { useState } from 'preact/hooks'

/** Runs what a form does and holds what was wrong with it; `none` is the trouble before and while it runs. */
export function useAttempt<T>(none: T, troubleOf: (error: unknown) => T) {
  const [trouble, setTrouble] = useState(none)
  const [busy, setBusy] = useState(false)
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    setBusy(true)
    setTrouble(() => none)
    try {
      await act()
    } catch (error) {
      const found = troubleOf(error)
      setTrouble(() => found)
    } finally {
      setBusy(false)
    }
  }
  return { trouble, busy, attempt }
}
