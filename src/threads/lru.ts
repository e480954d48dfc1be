/** Values by key, the least recently used ones dropped past a number of bytes. */
type Lru<T> = {
  get(key: string): T | undefined
  /** Drops what is too large for all of it at once. */
  set(key: string, value: T, bytes: number): void
  /** Notes that a kept value has grown; another value under the key is left alone. */
  resize(key: string, value: T, bytes: number): void
  delete(key: string, value: T): void
  size(): number
  bytes(): number
}

/** @param onDrop hears of every value that leaves, whatever the cause. */
export function createLru<T>(maxBytes: number, onDrop: (value: T) => void): Lru<T> {
  // In order of use: a map iterates in order of insertion, and using a value inserts it anew.
  const slots = new Map<string, { readonly value: T; bytes: number }>()
  let bytes = 0
  let newest: string | undefined

  const remove = (key: string) => {
    const slot = slots.get(key)
    if (slot === undefined) return
    slots.delete(key)
    bytes -= slot.bytes
    onDrop(slot.value)
  }
  const shrink = () => {
    for (const key of slots.keys()) {
      if (bytes <= maxBytes) return
      remove(key)
    }
  }

  return {
    get(key) {
      const slot = slots.get(key)
      if (slot === undefined) return undefined
      if (key !== newest) {
        slots.delete(key)
        slots.set(key, slot)
        newest = key
      }
      return slot.value
    },
    set(key, value, size) {
      remove(key)
      slots.set(key, { value, bytes: size })
      newest = key
      bytes += size
      shrink()
    },
    resize(key, value, size) {
      const slot = slots.get(key)
      if (slot?.value !== value) return
      bytes += size - slot.bytes
      slot.bytes = size
      shrink()
    },
    delete(key, value) {
      if (slots.get(key)?.value === value) remove(key)
    },
    size: () => slots.size,
    bytes: () => bytes,
  }
}
