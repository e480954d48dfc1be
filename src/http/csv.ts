/** The beginnings that a spreadsheet takes for a formula, also behind characters that it skips. */
const FORMULA = /^[\s\p{C}\p{Z}"',;|]*[=+\-@|\uff0b\uff0d\uff1d\uff20]|^[\s\p{C}']/u

/**
 * One line of CSV (RFC 4180). Text that a spreadsheet could run gets an apostrophe in front, as does text that
 * begins with one: taking a first apostrophe off gives every text back as it was.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) || harmless !== cell ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
