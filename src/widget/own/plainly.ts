/** Old libraries give lists a JSON of their own, which is text and no list when it is read again. */
export function plainly<T>(work: () => T): T {
  const lists = Array.prototype as { toJSON?: unknown }
  const { toJSON } = lists
  delete lists.toJSON
  try {
    return work()
  } finally {
    if (toJSON !== undefined) lists.toJSON = toJSON
  }
}
