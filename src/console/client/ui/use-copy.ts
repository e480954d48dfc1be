import { useState } from 'preact/hooks'

/** Copies a text; `copied` says whether that worked, and else what to copy by hand. */
export function useCopy(text: string, what: string) {
  const [copied, setCopied] = useState('')
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied('Copied.'),
      () => setCopied(`This browser does not let the page copy: select ${what} and copy by hand.`),
    )
  return { copied, copy }
}
