import { isComposed } from './composing.ts'
import { leaveField } from './use-focus.ts'

/** Closes open menus on a press elsewhere or on Escape. Returns a function that stops this. */
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

/** Opens a menu as a press on it does, with its first choice in focus. */
export function openMenu(id: string): void {
  const menu = document.getElementById(id)
  menu?.setAttribute('open', '')
  menu?.querySelector<HTMLElement>('button, a')?.focus()
}

/** Escape leaves a field, so that keys are commands again. Returns a function that stops this. */
export function leaveFieldsOnEscape(): () => void {
  const onKey = (event: KeyboardEvent) => {
    const { activeElement: field } = document
    if (event.key === 'Escape' && !isComposed(event) && field instanceof HTMLElement && isField(field))
      leaveField(field)
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

function isField(element: HTMLElement): boolean {
  return element.matches('input, textarea, select') && element.closest('dialog') === null
}
