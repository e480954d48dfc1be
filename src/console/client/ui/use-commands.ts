import { useLayoutEffect, useRef } from 'preact/hooks'
import { type Command, commandOf } from '../keys.ts'

/** What goes on while its key is held down; a held key never decides a second time. */
const HELD: ReadonlySet<Command> = new Set(['next', 'previous'])

type Handlers = Partial<Record<Command, () => unknown>>

/** Runs what a key stands for while the component is on the page; the latest handlers count. */
export function useCommands(handlers: Handlers): void {
  const latest = useRef(handlers)
  latest.current = handlers
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => runCommand(event, latest.current)
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

/** Runs what the key of this event stands for, if anything does here and nothing nearer has. */
export function runCommand(event: KeyboardEvent, handlers: Handlers): void {
  const command = commandOf(event)
  if (command === undefined) return
  const handler = handlers[command]
  if (handler === undefined) return
  event.preventDefault()
  if (!event.repeat || HELD.has(command)) handler()
}
