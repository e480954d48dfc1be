/** What stood there before gives way; what a reader has typed there and where their keyboard is goes on here. */
export function takeOver(root: ShadowRoot, place: HTMLElement): void {
  const at = root.activeElement
  const before = root.querySelectorAll<HTMLInputElement>('[name][id]')
  // Without the code for it, what that form was asked to send has not been begun.
  const isAsked = root.querySelector('.new') === null && root.querySelector('.primary[aria-disabled=true]')
  root.replaceChildren(place)
  for (const field of before) {
    const now = root.getElementById(field.id) as HTMLInputElement | null
    if (now === null) continue
    now.value = field.value
    now.checked = field.checked
    if (field !== at) continue
    now.focus({ preventScroll: true })
    // That of a mail address cannot be set.
    if (field.selectionStart !== null) now.setSelectionRange(field.selectionStart, field.selectionEnd)
  }
  if (isAsked) place.querySelector<HTMLElement>('[type=submit]')?.click()
}
