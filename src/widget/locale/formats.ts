/** The parts of `Intl` that the widget uses, so that a language can replace them if browsers do not support it. */
export type Formats = {
  readonly NumberFormat: new (region: string) => Pick<Intl.NumberFormat, 'format'>
  readonly RelativeTimeFormat: new (
    region: string,
    options: Intl.RelativeTimeFormatOptions,
  ) => Pick<Intl.RelativeTimeFormat, 'format'>
  readonly DateTimeFormat: new (
    region: string,
    options: Intl.DateTimeFormatOptions,
  ) => { format(at: number): string }
}
