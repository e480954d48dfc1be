import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

/*
 * Loaded before the program (`node --import`): its machine's clock is wrong by SHIFTED_BY_MS. Only this process's
 * wall clock: durations, and everybody else's time, are as they were.
 */

const shiftMs = Number(process.env['SHIFTED_BY_MS'])
const RealDate = Date

globalThis.Date = class extends RealDate {
  constructor(...parts: []) {
    if (parts.length === 0) super(RealDate.now() + shiftMs)
    else super(...parts)
  }
  static override now = () => RealDate.now() + shiftMs
} as DateConstructor

// The platform's own reads the clock by itself.
crypto.randomUUIDv7 = () => {
  const time = Date.now().toString(16).padStart(12, '0')
  const rest = crypto.randomUUID().slice(15)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest}` as ReturnType<typeof crypto.randomUUID>
}
syncBuiltinESMExports()
