import { useEffect, useState } from 'preact/hooks'
import { get, reviewPath } from '../api.ts'
import type { Item, Whole } from '../types.ts'

/** The record is asked for after this long, so that stepping through the list asks for nothing on the way. */
const AFTER_MS = 150

/** The record of the next comment, read while the present one is judged. */
let readAhead: { readonly key: string; readonly whole: Promise<Whole | null> } | null = null

/**
 * The whole record of the comment on the desk, once it has been there for a moment; null until it arrives. The record
 * of the comment `ahead` is read afterwards.
 */
export function useRecord(item: Item, ahead: Item | undefined): Whole | null {
  const [record, setRecord] = useState<Whole | null>(null)
  useEffect(() => {
    let isCurrent = true
    const known = readAhead?.key === keyOf(item) ? readAhead.whole : Promise.resolve(null)
    const show = (whole: Whole | null) => whole && isCurrent && setRecord(whole)
    void known.then(show)
    const timer = setTimeout(async () => show((await known) ?? (await read(item))), AFTER_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [keyOf(item)])
  const isHere = record?.comment.id === item.comment.id
  useEffect(() => {
    if (isHere && ahead && readAhead?.key !== keyOf(ahead))
      readAhead = { key: keyOf(ahead), whole: read(ahead) }
  }, [isHere, ahead && keyOf(ahead)])
  return isHere ? record : null
}

/** Null when it cannot be had. */
function read({ comment }: Item): Promise<Whole | null> {
  return get<Whole>(reviewPath(comment)).catch(() => null)
}

function keyOf({ comment: { id, site }, version }: Item): string {
  return `${site}/${id}/${version}`
}
