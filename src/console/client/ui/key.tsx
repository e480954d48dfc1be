/** The key of a button, for eyes only: a screen reader gets it from the help. */
export function Key({ name }: { readonly name: string }) {
  return (
    <span class="kbd" aria-hidden="true">
      {name.length === 1 ? name.toUpperCase() : name}
    </span>
  )
}
