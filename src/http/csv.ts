/** The beginnings that a spreadsheet takes for a formula, also behind characters that it skips. */
const FORMULA = /^[\s\p{C}\p{Z}"',;|]*[=+\-@|\uff0b\uff0d\uff1d\uff20]|^[\s\p{C}']/u

/**
 * The same within a text. Where a semicolon separates cells, as in most of Europe, a text of ours begins in the middle
 * of a cell: its quotes are none, and each semicolon and line break in it begins another. `;-)` is left alone.
 */
const INNER_FORMULA = /(?<=[;\t\r\n])(?=[ \u00a0"']{0,8}(?:[=+@\uff0b\uff0d\uff1d\uff20]|-(?!\)))|')/gu

/**
 * One line of CSV (RFC 4180). Text that a spreadsheet could run gets an apostrophe in front, as does text that
 * begins with one, and so does what a semicolon, tab or line break in it begins: taking an apostrophe off at each of
 * these places gives every text back as it was.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const inside = cell.replaceAll(INNER_FORMULA, "'")
  const harmless = FORMULA.test(cell) ? `'${inside}` : inside
  return /[",;\t\r\n]/.test(harmless) || harmless !== cell ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
