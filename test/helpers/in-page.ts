/* For `locator.evaluate`: these run inside the page, so they can use nothing from outside. */

/** Whether the keyboard is at this element of a widget. */
export function isActive(element: Element): boolean {
  return (element.getRootNode() as ShadowRoot).activeElement === element
}

export function isInView(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return top >= 0 && bottom <= innerHeight
}

/** The Escape that drops a word of an input method, as Safari reports it: the composition is over by then. */
export function dropComposedWord(field: Element): void {
  const pressed = { key: 'Escape', keyCode: 229, bubbles: true, composed: true, cancelable: true }
  field.dispatchEvent(new KeyboardEvent('keydown', pressed))
}
