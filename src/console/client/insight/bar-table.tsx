import type { ComponentChildren } from 'preact'

type BarRow = {
  readonly key: string
  readonly name: ComponentChildren
  readonly value: number
  /** The text after the bar. */
  readonly text: string
}

/** Figures to compare with each other: a table whose rows are bars. */
export function BarTable({
  title,
  about,
  rows,
  empty,
}: {
  readonly title: string
  readonly about: string
  readonly rows: readonly BarRow[]
  readonly empty: string
}) {
  const most = Math.max(...rows.map(({ value }) => value), 1e-9)
  return (
    <section class="card chart">
      <h2>{title}</h2>
      <p class="soft">{about}</p>
      {rows.length === 0 ? (
        <p class="soft">{empty}</p>
      ) : (
        <table class="bars">
          <tbody>
            {rows.map(({ key, name, value, text }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td>
                  <span class="bar-of">
                    <i style={{ width: `${(value / most) * 100}%` }} />
                  </span>
                </td>
                <td class="number">{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
