/** Values by key, the least recently used ones dropped past a number of bytes. */
type Lru<T> = {
  get(key: string): T | undefined
  /** A value larger than the whole is dropped at once. */
  set(key: string, value: T, bytes: number): void
  /** Notes that a kept value has grown; if the key has another value by now, that is left alone. */
  resize(key: string, value: T, bytes: number): void
  delete(key: string, value: T): void
  size(): number
  bytes(): number
}

/** @param onDrop is told of every value that leaves, for whatever reason. */
export function createLru<T>(maxBytes: number, onDrop: (value: T) => void): Lru<T> {
  // In order of use: a map iterates in insertion order, and using a value inserts it again.
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
