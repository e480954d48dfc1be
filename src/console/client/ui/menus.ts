/** Closes menus that are open when somebody presses elsewhere or Escape. Returns what ends it. */
export function closeMenusOutside(): () => void {
  const close = (except: Node | null) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (except === null || !menu.contains(except)) menu.removeAttribute('open')
    }
  }
  const onPointer = (event: PointerEvent) => close(event.target as Node)
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    const holder = document.activeElement?.closest('details.menu[open]')
    close(null)
    holder?.querySelector('summary')?.focus()
  }
  addEventListener('pointerdown', onPointer)
  addEventListener('keydown', onKey)
  return () => {
    removeEventListener('pointerdown', onPointer)
    removeEventListener('keydown', onKey)
  }
}
