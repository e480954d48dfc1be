import { serviceTime } from './api.ts'

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })
const NUMBER = new Intl.NumberFormat('en')
const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })
const MOMENT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** "3 min. ago" by the service’s clock; under a minute it is "just now", which does not tick. */
export function ago(at: string | Date): string {
  const seconds = (new Date(at).getTime() - serviceTime().getTime()) / 1000
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size)
  return unit === undefined ? 'just now' : RELATIVE.format(Math.round(seconds / unit[1]), unit[0])
}

export function moment(at: string | Date): string {
  return MOMENT.format(new Date(at))
}

export function count(value: number): string {
  return NUMBER.format(value)
}

/** A share from 0 to 1 as "2.5%". */
export function percent(share: number): string {
  return PERCENT.format(share)
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** Null for what is no address. `URL.parse` does the same, but in no Safari before 18 and no Firefox before 126. */
export function urlOf(address: string): URL | null {
  try {
    return new URL(address)
  } catch {
    return null
  }
}

/** Only http and https ever become a link; anything else is shown as text. */
export function safeHref(address: string | null | undefined): string | null {
  const url = address ? urlOf(address) : null
  return url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    !url.username &&
    !url.password
    ? url.href
    : null
}

/** A length of time as "45 s", "12 min", "3.5 h" or "2 d". */
export function span(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Number((seconds / 3_600).toFixed(1))} h`
  return `${Math.round(seconds / 86_400)} d`
}

/** Like `auto`, except that names and links in another script at the beginning of an answer do not count. */
export function directionOf(text: string): 'rtl' | 'auto' {
  const [first = ''] = text.replace(/@\S+|https?:\S+/g, '').match(/\p{L}/u) ?? []
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(first)
    ? 'rtl'
    : 'auto'
}
