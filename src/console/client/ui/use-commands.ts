import { useLayoutEffect, useRef } from 'preact/hooks'
import { type Command, commandOf } from '../keys.ts'

/** Commands that repeat while their key is held down; a held key never decides a second time. */
const HELD: ReadonlySet<Command> = new Set(['next', 'previous'])

export type Handlers = Partial<Record<Command, () => unknown>>

/** Runs the commands of pressed keys while the component is on the page; the latest handlers count. */
export function useCommands(handlers: Handlers): void {
  const latest = useRef(handlers)
  latest.current = handlers
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => runCommand(event, latest.current)
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

/** Runs the command of this event's key, if there is a handler here and nothing nearer has handled it. */
export function runCommand(event: KeyboardEvent, handlers: Handlers): void {
  const command = commandOf(event)
  if (command === undefined) return
  const handler = handlers[command]
  if (handler === undefined) return
  event.preventDefault()
  if (!event.repeat || HELD.has(command)) handler()
}
