/** A median with the least and the greatest that was measured. */
type Spread = { readonly median: number; readonly min: number; readonly max: number }

/** One line of the table. Ratios hold across machines, absolute figures do not. */
export type Row = {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** What the value was compared with in the same rounds. */
  readonly against?: string
  /** The value over that, round by round. */
  readonly ratio?: Spread
  /** For the ratio where there is one, for the value otherwise. */
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number }
}

/** What each case gave in each round, in the order of the rounds. */
export type Measured<Name extends string> = Readonly<Record<Name, readonly number[]>>

/**
 * Runs every case once a round, in an order that changes from round to round, so that a busy neighbour or a
 * warm cache favours none. A first round warms up and is not counted.
 */
export async function interleaved<Name extends string>(
  cases: Readonly<Record<Name, () => Promise<number>>>,
  { rounds = 7 } = {},
): Promise<Measured<Name>> {
  const names = Object.keys(cases) as Name[]
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round <= rounds; round += 1) {
    const turned = [...names.slice(round % names.length), ...names.slice(0, round % names.length)]
    for (const name of round % 2 === 0 ? turned : turned.toReversed()) {
      const value = await cases[name]()
      if (round > 0) measured[name].push(value)
    }
  }
  return measured
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number) => sorted[index] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  }
}

/** The ratio of two cases, paired within each round. */
export function ratio(values: readonly number[], against: readonly number[]): Spread {
  return spread(values.map((value, round) => value / (against[round] ?? Number.NaN)))
}

/** The rows as a table of text. */
export function table(rows: readonly Row[]): string {
  const lines = [
    ['what', 'value', 'ratio', 'against', 'aim', ''],
    ...rows.map((row) => [
      row.what,
      `${figure(row.value)} ${row.unit}`,
      row.ratio ? `${figure(row.ratio.median)} (${figure(row.ratio.min)}-${figure(row.ratio.max)})` : '',
      row.against ?? '',
      row.aim ? ('atLeast' in row.aim ? `>= ${row.aim.atLeast}` : `<= ${row.aim.atMost}`) : '',
      row.aim ? (isReached(row) ? 'reached' : 'SHORT') : '',
    ]),
  ]
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? []
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function isReached({ value, ratio: measured, aim }: Row): boolean {
  const figure = measured?.median ?? value
  if (aim === undefined) return true
  return 'atLeast' in aim ? figure >= aim.atLeast : figure <= aim.atMost
}

function figure(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0)
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}
