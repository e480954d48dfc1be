import type { LoadPart } from '../part.ts'
import type { Formats } from './formats.ts'
import { en, type Plural, type TextKey, type Texts } from './texts.ts'

/**
 * The languages besides English, each a part that is loaded when a page uses it; `pt` is that of Portugal, `zh` that
 * of mainland China.
 */
const LANGUAGES = /^(ar|be|de|es|fr|it|nb|pl|pt(-br)?|ru|tr|zh(-hant)?)\b/

export type Speak = {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  /** The language in the variant of the page's region, for numbers and dates. */
  readonly region: string
  /** Makes them: `Intl`, or what the language brings instead. */
  readonly formats: Formats
  number(n: number): string
  text(key: TextKey, values?: Readonly<Record<string, string | number>>): string
  /** Adds a language's own words that came in another file. */
  learn(texts: Partial<Texts>): void
  /** `3 minutes ago`, `yesterday`, and past a month the date. */
  ago(at: string, now: number): string
}

/** The words of a language, replaced by the page's own where it has some; English for a language we do not have. */
export async function loadSpeak(lang: string, loadPart: LoadPart, own: Partial<Texts> = {}): Promise<Speak> {
  const wanted = lang
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^n[no]\b/, 'nb')
    .replace(/^zh-(tw|hk|mo)\b/, 'zh-hant')
    .replace(/^pt$/, '$&-pt')
  const code = LANGUAGES.exec(wanted)?.[0] ?? ''
  const found = code ? await loadPart<Part>(code).catch(() => undefined) : undefined
  return speak(found ? code : 'en', wanted, { ...(found?.texts ?? en), ...own }, found?.formats)
}

/** `formats` only if browsers may lack the language. */
type Part = { readonly texts: Texts; readonly formats?: Formats | undefined }

function speak(code: string, wanted: string, given: Partial<Texts>, formats: Formats = Intl): Speak {
  let texts = given
  const region = regionOf(code, wanted)
  const plurals = new Intl.PluralRules(region)
  const numbers = new formats.NumberFormat(region)
  const relative = new formats.RelativeTimeFormat(region, { numeric: 'auto' })
  const dates = new formats.DateTimeFormat(region, { dateStyle: 'medium' })
  return {
    lang: code,
    dir: code === 'ar' ? 'rtl' : 'ltr',
    region,
    number: numbers.format,
    formats,
    text(key, values = {}) {
      const found: string | Plural = texts[key] ?? ''
      const form =
        typeof found === 'string' ? found : (found[plurals.select(Number(values['n']))] ?? found.other)
      return form.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = values[name] ?? ''
        return typeof value === 'string' ? value : numbers.format(value)
      })
    },
    learn(more) {
      texts = { ...more, ...texts }
    },
    ago(at, now) {
      const then = Date.parse(at)
      const hours = Math.min(0, then - now) / 3_600_000
      // `yesterday` means a day of the calendar, not a number of hours.
      const days = Math.round((new Date(then).setHours(12) - new Date(now).setHours(12)) / 86_400_000)
      if (days <= -30) return dates.format(then)
      if (hours <= -24) return relative.format(days, 'day')
      if (hours <= -1) return relative.format(Math.ceil(hours), 'hour')
      const minutes = Math.ceil(hours * 60)
      return relative.format(minutes, minutes ? 'minute' : 'second')
    },
  }
}

/** Numbers and dates follow the page's region (`en-GB`) if that uses the language we speak. */
function regionOf(code: string, wanted: string): string {
  try {
    return (wanted.startsWith(code) && Intl.getCanonicalLocales(wanted)[0]) || code
  } catch {
    return code
  }
}
