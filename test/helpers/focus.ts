import type { Page } from 'playwright-core'

/** More steps than any page here has. */
const MOST = 300

/**
 * Goes on by this key until the focus leaves the page; the names of what had it and could not be seen, or not be told
 * from what has it not.
 */
export async function hiddenFocuses(page: Page, key: 'Tab' | 'Shift+Tab'): Promise<string[]> {
  const hidden: string[] = []
  for (let found = await hiddenFocus(page), n = 0; found !== null; found = await hiddenFocus(page), n += 1) {
    if (found !== '') hidden.push(found)
    if (n > MOST) throw new Error('the focus never leaves the page')
    await page.keyboard.press(key)
  }
  return hidden
}

/** The name of what has the focus unseen, empty if it is seen, null if nothing has it. */
function hiddenFocus(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const { activeElement: element } = document
    if (element === null || element === document.body) return null
    // One that is broken across lines may have nothing in the middle of all its lines.
    const parts = [...element.getClientRects()]
    const isSeenIn = ({ left, top, width, height }: DOMRect) => {
      const above = document.elementFromPoint(left + Math.min(width, innerWidth) / 2, top + height / 2)
      return element.contains(above) || above?.contains(element)
    }
    const isSeen = parts.length > 0 && parts.every(isSeenIn)
    const name = element.getAttribute('aria-label') ?? element.textContent
    return isSeen && getComputedStyle(element).outlineStyle !== 'none' ? '' : name || element.tagName
  })
}
