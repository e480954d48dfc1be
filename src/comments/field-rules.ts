/*
 * What holds for the fields of a comment wherever they are asked for or filled in: submissions, forms, notices, logins,
 * imports.
 */

/** The most graphemes of a name. */
export const MAX_NAME = 80

/** People never see this field, so only programs fill it in. */
export const HONEYPOT = 'subject'

export const INCORRECT_EMAIL = 'You have entered an incorrect email address!'

const EMAIL = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:".]+(\.[^\s@<>()[\]\\,;:".]+)+$/u

export function isEmail(raw: string): boolean {
  return raw.length <= 254 && EMAIL.test(raw)
}
