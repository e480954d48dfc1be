/** Forms by plural category of the language; `{n}` is the number. */
type Plural = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>

const en = {
  comments: { one: '{n} comment', other: '{n} comments' } as Plural,
  noComments: 'Comments',
  empty: 'Nobody has commented yet. Be the first.',
  closed: 'Comments are closed.',
  sort: 'Sort by',
  newest: 'Newest',
  oldest: 'Oldest',
  top: 'Most liked',
  more: 'Show more comments',
  moreReplies: { one: 'Show {n} more reply', other: 'Show {n} more replies' } as Plural,
  edited: 'edited',
  reply: 'Reply',
  replyTo: 'Reply to {name}',
  likes: { one: '{n} like', other: '{n} likes' } as Plural,
  write: 'Write a comment',
  comment: 'Comment',
  name: 'Name',
  email: 'Email',
  emailHint: 'optional, never shown',
  website: 'Website',
  optional: 'optional',
  send: 'Post comment',
  cancel: 'Cancel',
  thanks: 'Thank you! Your comment will appear once it has been checked.',
  published: 'Your comment is published.',
  errorTextRequired: 'Please enter your comment!',
  errorTextLong: 'Please shorten your comment to {n} characters.',
  errorNameRequired: 'Please enter your name here',
  errorNameInvalid: 'Please enter a name that can be shown',
  errorNameLong: 'Please use at most {n} characters',
  errorEmail: 'You have entered an incorrect email address!',
  errorWebsite: 'Please enter a web address that starts with https://',
  captchaFailed: 'Captcha verification failed!',
  captchaScoreFailed: 'CAPTCHA user score failed. Please contact us!',
  rateLimited: 'You are posting too quickly.',
  parentGone: 'The comment you reply to is no longer there.',
  banned: 'You cannot comment on this site at the moment.',
}

export type TextKey = keyof typeof en

export type Speak = {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  text(key: TextKey, values?: Readonly<Record<string, string | number>>): string
  /** Date and time in full. */
  when(at: Date): string
}

/** What pages without script say, in a site's language. */
export async function loadSpeak(locale: string): Promise<Speak> {
  const region = locale.startsWith('en') ? locale : 'en'
  const plurals = new Intl.PluralRules(region)
  const numbers = new Intl.NumberFormat(region)
  const full = new Intl.DateTimeFormat(region, { dateStyle: 'long', timeStyle: 'short' })
  return {
    lang: region,
    dir: 'ltr',
    text(key, values = {}) {
      const found = en[key]
      const form =
        typeof found === 'string' ? found : (found[plurals.select(Number(values['n']))] ?? found.other)
      return form.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const value = values[name] ?? ''
        return typeof value === 'number' ? numbers.format(value) : value
      })
    },
    when: (at) => full.format(at),
  }
}
