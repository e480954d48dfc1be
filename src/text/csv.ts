/** Beginnings that a spreadsheet takes for a formula, also after characters that it skips. */
const FORMULA = /^[\s\p{C}\p{Z}"',;|]*[=+\-@|\uff0b\uff0d\uff1d\uff20]|^[\s\p{C}']/u

/**
 * The same inside a text. Where a semicolon separates cells, as in most of Europe, a spreadsheet ignores our quotes:
 * each semicolon and line break in a text begins another cell. `;-)` is left alone.
 */
const INNER_FORMULA = /(?<=[;\t\r\n])(?=[ \u00a0"']{0,8}(?:[=+@\uff0b\uff0d\uff1d\uff20]|-(?!\)))|')/gu

/**
 * One line of CSV (RFC 4180). An apostrophe goes in front of a text that a spreadsheet could run or that begins with
 * one, and likewise after each semicolon, tab or line break inside it. Removing an apostrophe at each of these places
 * restores every text exactly.
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
