import { useEffect, useState } from 'preact/hooks'
import { get } from '../api.ts'
import type { Item, Whole } from '../types.ts'

/** The record is asked for after this long, so that stepping through the list asks for nothing on the way. */
const AFTER_MS = 150

/** The whole record of what lies on the desk, once it has lain there for a moment; null until it is here. */
export function useRecord(item: Item | undefined): Whole | null {
  const [record, setRecord] = useState<Whole | null>(null)
  const id = item?.comment.id
  const site = item?.comment.site
  const version = item?.version
  useEffect(() => {
    if (id === undefined) return
    let isCurrent = true
    const timer = setTimeout(() => {
      get<Whole>(`/v1/review/comments/${id}`, { site }).then(
        (whole) => isCurrent && setRecord(whole),
        () => {},
      )
    }, AFTER_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [id, site, version])
  return record?.comment.id === id ? record : null
}
