import type { Command } from '../keys.ts'
import { useStore } from '../store.ts'
import type { Item } from '../types.ts'
import { KeyOf } from '../ui/key.tsx'
import { domainsIn, type Match } from './match.ts'
import { selection, selectMatching, toggle } from './selection.ts'

/** Selects what waits and has something in common with the comment on the desk, or with the view. */
export function SelectMenu({ item, view }: { readonly item: Item; readonly view: Match }) {
  const { selected } = useStore(selection)
  const { id, site } = item.comment
  const choices: readonly (readonly [string, () => unknown, Command?])[] = [
    [selected.has(id) ? 'Not this comment' : 'This comment', () => toggle(item), 'select'],
    ['All that say nearly the same', () => selectMatching({ site, similar: id }), 'similar'],
    ['All by this author', () => selectMatching({ site, author: id }), 'sameAuthor'],
    ...domainsIn(item).map(
      (domain) => [`All that link to ${domain}`, () => selectMatching({ site, domain })] as const,
    ),
    ['All in this view', () => selectMatching(view)],
  ]
  return (
    <details class="menu up" id="select-menu">
      <summary class="button quiet">
        Select <KeyOf command="selectMenu" />
      </summary>
      <div>
        {choices.map(([name, run, command]) => (
          <button
            key={name}
            type="button"
            class="quiet"
            onClick={(event) => {
              event.currentTarget.closest('details')?.removeAttribute('open')
              run()
            }}
          >
            {name} {command && <KeyOf command={command} />}
          </button>
        ))}
      </div>
    </details>
  )
}
