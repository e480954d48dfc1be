import { moment } from '../format.ts'
import { Scroller } from '../ui/scroller.tsx'
import { Plot } from './plot.tsx'
import type { Line, Steps } from './series.ts'

type Figures = {
  readonly title: string
  readonly at: readonly string[]
  readonly lines: readonly Line[]
  format(value: number): string
}

/** A chart with a sentence that says what it shows, a legend, and the same figures as a table. */
export function Chart({
  sentence,
  steps,
  ...figures
}: Figures & { readonly sentence: string; readonly steps?: Steps }) {
  const { title, at, lines, format } = figures
  if (lines.every(({ values }) => values.every((value) => value === null))) {
    return (
      <section class="card chart">
        <h2>{title}</h2>
        <p class="soft">Not measured yet.</p>
      </section>
    )
  }
  return (
    <figure class="card chart">
      <figcaption>
        <h2>{title}</h2>
        <p>{sentence}</p>
      </figcaption>
      <ul class="legend" aria-hidden="true">
        {lines.map(({ name, color, isDashed }) => (
          <li key={name}>
            <i class={isDashed ? 'dashed' : ''} style={{ borderColor: `var(${color})` }} />
            {name}
          </li>
        ))}
      </ul>
      <Plot at={at} lines={lines} steps={steps} format={format} />
      <AsTable {...figures} />
    </figure>
  )
}

function AsTable({ title, at, lines, format }: Figures) {
  return (
    <details>
      <summary>
        As a table<span class="hushed">: {title}</span>
      </summary>
      <Scroller label={`${title}, as a table`} kind="scroll tall">
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              {lines.map(({ name }) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {at.map((when, place) => (
              <tr key={when}>
                <th scope="row">{moment(when)}</th>
                {lines.map(({ name, values }) => (
                  <td key={name} class="number">
                    {values[place] == null ? '–' : format(values[place])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </details>
  )
}
