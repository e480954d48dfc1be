/** Times and figures of a language as `Intl` makes them, so that a part can bring what browsers lack. */
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
