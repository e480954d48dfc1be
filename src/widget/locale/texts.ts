import type { laterEn } from './texts-later.ts'

/** Forms by the language's plural categories (`Intl.PluralRules`); `{n}` is the number. */
export type Plural = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>

/** The words that are visible at once, in English. A page can replace every text (`texts`). */
export const en = {
  comments: { one: '{n} comment', other: '{n} comments' } as Plural,
  noComments: 'Comments',
  loading: 'Loading comments…',
  failed: 'The comments could not be loaded.',
  empty: 'Nobody has commented yet. Be the first.',
  closed: 'Comments are closed.',
  sort: 'Sort by',
  newest: 'Newest',
  oldest: 'Oldest',
  top: 'Most liked',
  /** Used at a single comment and above all of them. */
  picked: 'Editors’ choice',
  more: 'Show more comments',
  moreReplies: { one: 'Show {n} more reply', other: 'Show {n} more replies' } as Plural,
  readMore: 'Read more',
  feed: 'Follow by feed',
  edited: 'edited',
  erased: 'This comment was removed at its author’s request.',
  verified: 'Verified name',
  inReply: 'In reply to {name}',
  reply: 'Reply',
  replyTo: 'Reply to {name}',
  hideAuthor: 'Hide',
  hideAll: 'Hide comments by {name}',
  quote: 'Quote',
  like: 'Like',
  likes: { one: '{n} like', other: '{n} likes' } as Plural,
  report: 'Report',
  hide: 'Hide replies',
  write: 'Write a comment',
  name: 'Name',
  email: 'Email',
  website: 'Website',
  optional: '(optional)',
  emailHint: '(optional, never shown)',
  saveName: 'Save my name for next time',
  send: 'Post comment',
  sending: 'Sending…',
  unsent: 'Not sent yet. It will be sent as soon as there is a connection.',
  noAnswer: 'There is no connection. Please try again.',
  retry: 'Try again',
}

/** Every word the widget says. */
export type Texts = typeof en & typeof laterEn
export type TextKey = keyof Texts
