import type { Formats } from './formats.ts'

/*
 * Chromium has no Belarusian except its plural rules, and falls back to English for times. The wording here is that of
 * the CLDR; dates always spell out the month, and numbers are written as in Russian.
 */

const MONTHS =
  'студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня'
const PAST: Readonly<Record<string, Partial<Record<Intl.LDMLPluralRule, string>>>> = {
  minute: { one: '{n} хвіліну таму', few: '{n} хвіліны таму', many: '{n} хвілін таму' },
  hour: { one: '{n} гадзіну таму', few: '{n} гадзіны таму', many: '{n} гадзін таму' },
  day: { one: '{n} дзень таму', few: '{n} дні таму', many: '{n} дзён таму' },
}
const NAMED: Readonly<Record<string, string>> = {
  'second 0': 'цяпер',
  'day -1': 'учора',
  'day -2': 'пазаўчора',
}
const plurals = new Intl.PluralRules('be')

class NumberFormat extends Intl.NumberFormat {
  constructor() {
    super('ru')
  }
}

/** For whole numbers in the past: the widget shows no others. */
class RelativeTimeFormat {
  format(value: number, unit: Intl.RelativeTimeFormatUnit): string {
    const form = PAST[unit]?.[plurals.select(-value)] ?? ''
    return NAMED[`${unit} ${value}`] ?? form.replace('{n}', `${-value}`)
  }
}

class DateTimeFormat {
  readonly #time: Intl.DateTimeFormat | undefined
  constructor(_: string, { timeStyle }: Intl.DateTimeFormatOptions) {
    if (timeStyle !== undefined) this.#time = new Intl.DateTimeFormat('ru', { timeStyle })
  }
  format(at: number): string {
    const date = new Date(at)
    const day = `${date.getDate()} ${MONTHS.split(' ')[date.getMonth()]} ${date.getFullYear()} г.`
    return this.#time === undefined ? day : `${day} у ${this.#time.format(date)}`
  }
}

export const belarusian: Formats = { NumberFormat, RelativeTimeFormat, DateTimeFormat }
