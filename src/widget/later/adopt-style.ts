const sheets = new Map<string, CSSStyleSheet>()

/** Adds a style sheet, which all widgets on a page share. */
export function adoptStyle(root: ShadowRoot, css: string): void {
  const sheet = sheets.get(css) ?? new CSSStyleSheet()
  if (!sheets.has(css)) {
    sheets.set(css, sheet)
    sheet.replaceSync(css)
  }
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
}
