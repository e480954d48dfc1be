import type { StatementWords } from './words.ts'

/** English */
export const words: StatementWords = {
  clauses: {
    spam: 'Comments must not advertise, or repeat links and texts for others’ profit.',
    abuse: 'Comments must not insult, demean or harass other people.',
    hate: 'Comments must not attack people for who they are or what they believe.',
    threat: 'Comments must not threaten anyone or call for violence.',
    sexual: 'Comments must not be sexually explicit.',
    'personal-data': 'Comments must not give away private data, one’s own or others’.',
    illegal: 'Comments must not be against the law.',
    misinformation: 'Comments must not present plainly false claims as facts.',
    'off-topic': 'Comments must have to do with the article or the discussion.',
    duplicate: 'The same comment is published only once.',
    other: 'Comments must keep to the rules of this site.',
  },
  checks: {
    links: 'links',
    domains: 'linked addresses',
    words: 'word list',
    repeats: 'repetition',
    flood: 'many comments at once',
    shape: 'form of the text',
    'personal-data': 'personal data',
    form: 'the way the form was filled in',
    author: 'earlier decisions',
    captcha: 'check for bots',
    akismet: 'Akismet',
    custom: 'this site’s own check',
    judge: 'comparison with earlier decisions',
  },
  between: ', ',
  machine: 'Automatic checks{checks} found that the comment breaks this rule. No person has read it yet.',
  reported: 'Readers reported the comment.',
  noticed: 'We received a notice that the comment is illegal content.',
  held: 'Automatic checks{checks} held the comment.',
  moderator: 'A moderator has read the comment and found that it breaks this rule.',
  redress:
    'You can ask us to look again: somebody else will read your comment. You can also turn to an out-of-court dispute settlement body or to a court.',
}
