import { useStore } from '../store.ts'
import type { Item } from '../types.ts'
import { domainsIn, type Match } from './match.ts'
import { selection, selectMatching, toggle } from './selection.ts'

/** Selects what waits and has something in common with the comment on the desk, or with the view. */
export function SelectMenu({ item, view }: { readonly item: Item; readonly view: Match }) {
  const { selected } = useStore(selection)
  const { id, site } = item.comment
  const choices: readonly (readonly [string, () => unknown])[] = [
    [selected.has(id) ? 'Not this comment' : 'This comment', () => toggle(item)],
    ['All that say nearly the same', () => selectMatching({ site, similar: id })],
    ['All by this author', () => selectMatching({ site, author: id })],
    ...domainsIn(item).map(
      (domain) => [`All that link to ${domain}`, () => selectMatching({ site, domain })] as const,
    ),
    ['All in this view', () => selectMatching(view)],
  ]
  return (
    <details class="menu up" name="tools">
      <summary class="button quiet">Select</summary>
      <div>
        {choices.map(([name, run]) => (
          <button
            key={name}
            type="button"
            class="quiet"
            onClick={(event) => {
              event.currentTarget.closest('details')?.removeAttribute('open')
              run()
            }}
          >
            {name}
          </button>
        ))}
      </div>
    </details>
  )
}
