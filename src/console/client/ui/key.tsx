import { type Command, keys } from '../keys.ts'
import { useStore } from '../store.ts'

/** The key of a button, for eyes only: screen readers get it from the help. */
export function Key({ name }: { readonly name: string }) {
  return (
    <span class="kbd" aria-hidden="true">
      {name.length === 1 ? name.toUpperCase() : name}
    </span>
  )
}

/** The key a moderator has for a command; nothing where keys are switched off. */
export function KeyOf({ command }: { readonly command: Command }) {
  const { map, on } = useStore(keys)
  return on ? <Key name={map[command]} /> : null
}
