import { useState } from 'preact/hooks'

/** An action that runs once however often it is asked for, and whether it is running. */
export function useAction(act: () => Promise<void>): [isBusy: boolean, run: (event: Event) => void] {
  const [isBusy, setBusy] = useState(false)
  const run = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    await act().finally(() => setBusy(false))
  }
  return [isBusy, (event) => void run(event)]
}

/**
 * But not the Escape that ends an input method's composition. Safari ends it before it reports the key, which only its
 * code then tells from others.
 */
export function isEscape({ key, isComposing, keyCode }: KeyboardEvent): boolean {
  return key === 'Escape' && !isComposing && keyCode !== 229
}
