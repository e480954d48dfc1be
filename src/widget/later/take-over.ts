/**
 * Removes what was there before: the former widget, or the page's own content. What a reader has typed there, and the
 * keyboard focus, move to the new form.
 */
export function takeOver(root: ShadowRoot, place: HTMLElement): void {
  const from = root.querySelector('.widget') === null ? root.host : root
  const at = (from.getRootNode() as Document | ShadowRoot).activeElement
  const before = from.querySelectorAll<HTMLInputElement>('[name]')
  // Without its code, what the former form was asked to send had not even begun.
  const isAsked = root.querySelector('.new') === null && root.querySelector('.primary[aria-disabled=true]')
  root.replaceChildren(place)
  for (const field of before) {
    const id = from === root ? field.id : `${field.name}-top`
    const now = root.getElementById(id) as HTMLInputElement | null
    if (now === null) continue
    const draft = from !== root && now.localName === 'textarea' && now.value ? `${now.value}\n\n` : ''
    if (field.value !== '') now.value = draft + field.value
    now.checked = field.checked
    if (field === at) moveKeyboard(field, now)
    if (from === root) continue
    // Moved once, and then kept like anything typed here.
    field.value = ''
    now.dispatchEvent(new Event('input', { bubbles: true }))
  }
  if (isAsked) place.querySelector<HTMLElement>('[type=submit]')?.click()
}

function moveKeyboard(from: HTMLInputElement, to: HTMLInputElement): void {
  to.focus({ preventScroll: true })
  const { selectionStart: start, selectionEnd: end } = from
  const ahead = to.value.length - from.value.length
  // A mail field has no selection that could be set.
  if (start !== null && end !== null) to.setSelectionRange(ahead + start, ahead + end)
}
