/** The cells of a CSV file (RFC 4180), as a spreadsheet takes them in. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, separator = '', quoted, plain = ''] of text.matchAll(
    /(^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g,
  )) {
    if (separator === '\r\n') rows.push([])
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
  }
  return rows.filter((row) => row.length > 1)
}

/** The apostrophes that keep a spreadsheet from running a cell taken off again. */
export function asWritten(cell: string): string {
  return cell.replaceAll(/(^|[;\t\r\n])'/g, '$1')
}
