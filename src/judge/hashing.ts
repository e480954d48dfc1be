/** FNV-1a over UTF-16 units from a seed; not yet mixed. */
export function fnv(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value
}

/** The finishing mixer of MurmurHash3: every bit of the input moves every bit of the result. Unsigned. */
export function mix(given: number): number {
  let value = given
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/** A number from 0 up to 1 that is derived from a key and an id, in place of a random one. */
export function keyedShare(key: string, id: string): number {
  return mix(fnv(id, mix(fnv(key, 7)))) / 0x1_0000_0000
}
