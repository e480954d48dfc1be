import { useLayoutEffect, useRef } from 'preact/hooks'
import { type Command, commandOf } from '../keys.ts'

/** Runs what a key stands for while the component is on the page; the latest handlers count. */
export function useCommands(handlers: Partial<Record<Command, () => unknown>>): void {
  const latest = useRef(handlers)
  latest.current = handlers
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(event)
      const handler = command && latest.current[command]
      if (handler === undefined) return
      event.preventDefault()
      handler()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
