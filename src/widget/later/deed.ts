import { useState } from 'preact/hooks'

/** Something that is done once however often it is asked for, and whether it is being done. */
export function useDeed(deed: () => Promise<void>): [isBusy: boolean, run: (event: Event) => void] {
  const [isBusy, setBusy] = useState(false)
  const run = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    await deed().finally(() => setBusy(false))
  }
  return [isBusy, (event) => void run(event)]
}

/** Not the one that ends what an input method does. */
export function isEscape({ key, isComposing }: KeyboardEvent): boolean {
  return key === 'Escape' && !isComposing
}
