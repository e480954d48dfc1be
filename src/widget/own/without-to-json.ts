/**
 * Some old libraries give arrays a `toJSON` of their own, whose result is a string and no array when it is parsed
 * again.
 */
export function withoutToJson<T>(work: () => T): T {
  const lists = Array.prototype as { toJSON?: unknown }
  const { toJSON } = lists
  delete lists.toJSON
  try {
    return work()
  } finally {
    if (toJSON !== undefined) lists.toJSON = toJSON
  }
}
