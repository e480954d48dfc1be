import type { ReasonCode, Signal } from './types.ts'

/** Reasons in the order of the picker: the key that picks one, its name, and when it is the right one. */
export const REASONS: readonly {
  readonly code: ReasonCode
  readonly key: string
  readonly name: string
  readonly when: string
}[] = [
  { code: 'spam', key: '1', name: 'Spam', when: 'Advertising, scams, links for their own sake' },
  { code: 'abuse', key: '2', name: 'Abuse', when: 'Insults or harasses a person' },
  { code: 'hate', key: '3', name: 'Hate speech', when: 'Attacks people for what they are' },
  { code: 'threat', key: '4', name: 'Threat', when: 'Threatens or calls for violence' },
  { code: 'sexual', key: '5', name: 'Sexual', when: 'Sexual content or advances' },
  {
    code: 'personal-data',
    key: '6',
    name: 'Personal data',
    when: 'Addresses, numbers, names of private people',
  },
  { code: 'illegal', key: '7', name: 'Illegal', when: 'Against the law where the site is read' },
  { code: 'misinformation', key: '8', name: 'Misinformation', when: 'States what is shown to be false' },
  { code: 'off-topic', key: '9', name: 'Off topic', when: 'Not about the article' },
  { code: 'duplicate', key: '0', name: 'Duplicate', when: 'The same author has said this before' },
  { code: 'other', key: '-', name: 'Other', when: 'Anything else; add a note' },
]

export function reasonName(code: string | null): string {
  return REASONS.find((reason) => reason.code === code)?.name ?? code ?? 'no reason'
}

/** What checks and rules are called, and what they look for, by the name they sign with. */
const CHECKS: Readonly<Record<string, { readonly name: string; readonly looksFor: string }>> = {
  links: { name: 'Links', looksFor: 'too many links' },
  domains: { name: 'Link domains', looksFor: 'links to banned or watched domains' },
  words: { name: 'Word list', looksFor: 'words on the site’s lists' },
  repeats: { name: 'Repeats', looksFor: 'the same text said before' },
  flood: { name: 'Flood', looksFor: 'many comments at once' },
  shape: { name: 'Shape of the text', looksFor: 'shouting capitals, repeated letters, mixed scripts' },
  'personal-data': { name: 'Personal data', looksFor: 'addresses, phone and account numbers' },
  form: { name: 'Form', looksFor: 'fields that only a program fills in, and haste' },
  author: { name: 'Author’s record', looksFor: 'earlier decisions on this author' },
  captcha: { name: 'Captcha', looksFor: 'signs that the reader is no person' },
  akismet: { name: 'Akismet', looksFor: 'what Akismet, a service outside, takes for spam' },
  custom: { name: 'Own check', looksFor: 'what the site’s own model marks' },
  judge: { name: 'Judge', looksFor: 'likeness to what moderators here rejected before' },
  'pre-moderation': { name: 'This site’s rule to hold everything', looksFor: '' },
  'article-pre-moderation': { name: 'This article is pre-moderated', looksFor: '' },
  watch: { name: 'A watch on who wrote it', looksFor: '' },
}

/** What a ban does, as a past participle. */
export function bannedHow({ effect }: { readonly effect: 'refuse' | 'hold' }): string {
  return effect === 'hold' ? 'Watched' : 'Banned'
}

export function checkName(check: string): string {
  return CHECKS[check]?.name ?? sentence(check.replaceAll('-', ' '))
}

export function checkPurpose(check: string): string {
  return CHECKS[check]?.looksFor ?? ''
}

export const OUTCOME_NAMES = {
  clear: 'nothing found',
  suspect: 'doubtful',
  block: 'certain',
  unavailable: 'could not judge',
} as const satisfies Record<Signal['outcome'], string>

/** Reasons whose comments stay covered until wanted, if the moderator asked for that. */
export const HARSH_REASONS: ReadonlySet<string> = new Set(['abuse', 'hate', 'threat', 'sexual'])

export const STATUS_NAMES = {
  pending: 'Waiting',
  approved: 'Approved',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn',
} as const

/** The name of a status; one that is not known here stays as it is. */
export function statusName(status: string): string {
  const names: Readonly<Record<string, string>> = STATUS_NAMES
  return names[status] ?? status
}

/** An item holds this many of its reports at most. */
const MOST_REPORTS = 20

/** How often a comment was reported, as far as its item tells: "7", or "20+". */
export function timesReported(reports: readonly unknown[]): string {
  return reports.length < MOST_REPORTS ? `${reports.length}` : `${MOST_REPORTS}+`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
