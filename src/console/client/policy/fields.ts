import { checkName } from '../wording.ts'

/** One setting of a site's policy: where it is, what to call it, what it does. */
export type Field = {
  readonly path: string
  readonly name: string
  readonly help: string
  readonly kind:
    | { readonly of: 'choice'; readonly options: readonly (readonly [value: string, name: string])[] }
    | { readonly of: 'number'; readonly min: number; readonly max: number; readonly unit: string }
    /** Stored from 0 to 1, shown in per cent. */
    | { readonly of: 'share' }
    | { readonly of: 'switch' }
    | { readonly of: 'text' }
    /** A number, or nothing at all. */
    | { readonly of: 'optional'; readonly min: number; readonly max: number; readonly unit: string }
}

export type Group = { readonly name: string; readonly about: string; readonly fields: readonly Field[] }

const OUTAGE = {
  of: 'choice',
  options: [
    ['hold', 'hold the comment for a person'],
    ['pass', 'do without it'],
    ['refuse', 'refuse the comment'],
  ],
} as const

/** Every setting but the word lists, which have a page of their own, in the order of the form. */
export const GROUPS: readonly Group[] = [
  {
    name: 'Who publishes',
    about:
      'How much the machine may do by itself. It measures its own mistakes on a blind sample that moderators decide.',
    fields: [
      {
        path: 'mode',
        name: 'Publishing',
        help: 'Held for a person means that nothing appears before a moderator has read it.',
        kind: {
          of: 'choice',
          options: [
            ['auto', 'by itself what no check marks'],
            ['pre', 'everything is held for a person'],
          ],
        },
      },
      {
        path: 'budget.wrongApprove',
        name: 'Wrongly published, at most',
        help: 'The error budget. With 1%, of 100 comments the machine publishes, 1 may be one a moderator would have rejected. A larger budget leaves less to people.',
        kind: { of: 'share' },
      },
      {
        path: 'budget.wrongReject',
        name: 'Wrongly rejected, at most',
        help: 'The same for what the machine rejects: the part a moderator would have published. With 0 it rejects nothing but certain junk.',
        kind: { of: 'share' },
      },
      {
        path: 'budget.audit',
        name: 'Blind sample',
        help: 'Of what the machine decides, the part that comes to moderators as if it were held. Their answers measure its mistakes; at first it is more.',
        kind: { of: 'share' },
      },
      {
        path: 'budget.certainty',
        name: 'How sure',
        help: 'In the long run keeps the limits on average, and a bad week may pass them. Proven publishes far less, and only what is within them in 95 of 100 cases.',
        kind: {
          of: 'choice',
          options: [
            ['expected', 'in the long run'],
            ['proven', 'proven'],
          ],
        },
      },
      {
        path: 'judge.seed',
        name: 'Use what public comments taught',
        help: 'In addition to your moderators’ decisions, as far as these bear it out. Takes effect with the next model.',
        kind: { of: 'switch' },
      },
      {
        path: 'rejected',
        name: 'A rejected author',
        help: 'Silent answers like a held comment, which gives senders of junk nothing to learn from. The receipt tells the truth in both.',
        kind: {
          of: 'choice',
          options: [
            ['silent', 'is answered as if it were held'],
            ['told', 'is told at once, with the reason'],
          ],
        },
      },
      {
        path: 'author.holdFirst',
        name: 'Hold an author’s first comment',
        help: 'Every reader who writes for the first time waits for a person.',
        kind: { of: 'switch' },
      },
    ],
  },
  {
    name: 'Text and links',
    about: 'What a comment may be like.',
    fields: [
      {
        path: 'text.maxLength',
        name: 'Longest comment',
        help: 'Longer ones are refused, with a message that says so.',
        kind: { of: 'number', min: 1, max: 20_000, unit: 'characters' },
      },
      {
        path: 'text.locale',
        name: 'Language',
        help: 'Of the messages readers see and of the built-in word list, such as en, de or pt-BR.',
        kind: { of: 'text' },
      },
      {
        path: 'links.holdAt',
        name: 'Held from',
        help: 'A comment with this many links waits for a person.',
        kind: { of: 'number', min: 1, max: 1_000, unit: 'links' },
      },
      {
        path: 'links.rejectAt',
        name: 'Rejected from',
        help: 'A comment with this many links is certain junk.',
        kind: { of: 'number', min: 1, max: 1_000, unit: 'links' },
      },
    ],
  },
  {
    name: 'Captcha',
    about: 'A low score is evidence, not a gate: real people get scores of 0.1.',
    fields: [
      {
        path: 'captcha.holdBelow',
        name: 'Held below a score of',
        help: 'A comment with a lower score waits for a person.',
        kind: { of: 'number', min: 0, max: 1, unit: 'of 1' },
      },
      {
        path: 'captcha.refuseBelow',
        name: 'Refused below a score of',
        help: 'Nearly off at 0.1. Whoever is refused cannot comment at all.',
        kind: { of: 'number', min: 0, max: 1, unit: 'of 1' },
      },
      {
        path: 'captcha.onUnavailable',
        name: 'When the provider does not answer',
        help: 'An outage never loses a comment that is held.',
        kind: OUTAGE,
      },
    ],
  },
  {
    name: 'Speed',
    about:
      'How many comments a minute. Past a reader’s or the site’s limit they are refused for a while, past an article’s they are held.',
    fields: [
      {
        path: 'limits.perReaderPerMinute',
        name: 'Of one reader',
        help: 'Readers who share a connection may share this limit.',
        kind: { of: 'number', min: 1, max: 1_000_000, unit: 'a minute' },
      },
      {
        path: 'limits.perArticlePerMinute',
        name: 'Under one article',
        help: 'More than this is held, and nobody is refused.',
        kind: { of: 'number', min: 1, max: 1_000_000, unit: 'a minute' },
      },
      {
        path: 'limits.perSitePerMinute',
        name: 'On the whole site',
        help: 'The last line against a flood.',
        kind: { of: 'number', min: 1, max: 1_000_000, unit: 'a minute' },
      },
    ],
  },
  {
    name: 'Threads',
    about: 'How discussions look and end.',
    fields: [
      {
        path: 'threads.nesting',
        name: 'Depth of replies',
        help: 'Deeper ones join the deepest that is shown.',
        kind: { of: 'number', min: 1, max: 10, unit: 'levels' },
      },
      {
        path: 'threads.closeAfterDays',
        name: 'Closed after',
        help: 'Empty keeps threads open until somebody closes them.',
        kind: { of: 'optional', min: 1, max: 36_500, unit: 'days' },
      },
      {
        path: 'threads.editWindowMinutes',
        name: 'May be edited for',
        help: 'An edit is checked like a new comment. 0 allows none.',
        kind: { of: 'number', min: 0, max: 10_080, unit: 'minutes' },
      },
    ],
  },
]

/** Checks that can be switched on and off. */
export const SWITCHABLE = [
  'links',
  'words',
  'repeats',
  'flood',
  'shape',
  'personal-data',
  'form',
  'author',
  'domains',
  'akismet',
  'custom',
] as const

const FIELDS: readonly Field[] = GROUPS.flatMap(({ fields }) => fields)

/** What a dotted path of the policy is called. */
export function nameOfPath(path: string): string {
  const [, check, what = ''] = /^checks\.([^.]+)\.(\w+)$/.exec(path) ?? []
  if (check !== undefined) return `${checkName(check)}${OF_CHECKS[what] ?? `, ${what}`}`
  return FIELDS.find((field) => field.path === path)?.name ?? OTHERS[path] ?? path.replaceAll('.', ' › ')
}

const OF_CHECKS: Readonly<Record<string, string>> = {
  on: '',
  onUnavailable: ', when it cannot judge',
  timeoutMs: ', its time limit in milliseconds',
}

/** Settings that have a page of their own, or none. */
const OTHERS: Readonly<Record<string, string>> = {
  'words.hold': 'Words that hold',
  'words.reject': 'Words that reject',
  'words.builtIn': 'Built-in word lists',
  'privacy.forgetAfterDays': 'Days until authors’ personal data is forgotten',
}
