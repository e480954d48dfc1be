import type { ComponentChildren } from 'preact'
import type { Paged } from './load.ts'
import { Scroller } from './scroller.tsx'

/** A table of rows that become cards on a narrow screen, where each cell is named by its `data-label`. */
export function Table({
  label,
  columns,
  act,
  children,
}: {
  readonly label: string
  readonly columns: readonly string[]
  /** What the buttons do in a last column that has no visible name. */
  readonly act?: string
  readonly children: ComponentChildren
}) {
  return (
    <Scroller label={label}>
      <table class="stacks">
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {act && (
              <th scope="col">
                <span class="hushed">{act}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scroller>
  )
}

/** The button that brings the next page of a list, as long as there is one. */
export function More({
  list,
  children = 'More',
}: {
  readonly list: Pick<Paged<unknown>, 'hasMore' | 'more'>
  readonly children?: ComponentChildren
}) {
  if (!list.hasMore) return null
  return (
    <p>
      <button type="button" onClick={list.more}>
        {children}
      </button>
    </p>
  )
}
