/** Arranges rows that name their bucket (in milliseconds) into lists with one place for every bucket. */
export function rowsToSeries(at: readonly number[]) {
  const sparse = <K extends string>(
    rows: readonly ({ readonly at: number } & Readonly<Record<K, number>>)[],
    key: K,
  ): (number | null)[] => {
    const byBucket = new Map(rows.map((row) => [row.at, row[key]]))
    return at.map((bucket) => byBucket.get(bucket) ?? null)
  }
  const counted = <K extends string>(
    rows: readonly ({ readonly at: number } & Readonly<Record<K, number>>)[],
    key: K,
  ): number[] => sparse(rows, key).map((value) => value ?? 0)
  return Object.assign(counted, { sparse })
}
