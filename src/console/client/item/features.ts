import type { Signal } from '../types.ts'
import { checkName, OUTCOME_NAMES } from '../wording.ts'

/** What weighed in a verdict, in people's words; a word of the text is quoted, anything unknown stays as it is. */
export function featureName({
  feature,
  spans,
}: {
  readonly feature: string
  readonly spans?: Signal['spans']
}): string {
  if (spans !== undefined) return `“${feature}”`
  for (const [pattern, name] of NAMES) {
    const found = pattern.exec(feature)
    if (found) return name(found[1] ?? '', found[2] ?? '')
  }
  return feature
}

type Naming = readonly [pattern: RegExp, name: (first: string, second: string) => string]

const NAMES: readonly Naming[] = [
  [/^links 0$/, () => 'no link'],
  [/^links (\d+)$/, (n) => (n === '5' ? '5 links or more' : many(n, 'link'))],
  [/^host (.+)$/, (host) => `a link to ${host}`],
  [/^ending (.+)$/, (ending) => `a link that ends in ${ending}`],
  [/^units (\d+)$/, (n) => `a length of ${range(n)} characters`],
  [/^no words$/, () => 'a text without words'],
  [/^words (\d+)$/, (n) => `a text of ${many(n, 'word')}`],
  [/^different (\S+) of \d+$/, (part) => `${about(part)} of the words differ`],
  [/^longest (\d+)$/, (n) => `a longest word of ${many(n, 'letter')}`],
  [/^capitals few$/, () => 'hardly any letters'],
  [/^(capitals|digits|signs) 0$/, (what) => `no ${SIGNS[what] ?? what}`],
  [/^(capitals|digits|signs) (\S+)$/, (what, part) => `${about(part)} ${SIGNS[what] ?? what}`],
  [/^sign (.)$/, (sign) => `the sign “${sign}”`],
  [/^emoji (\d+)$/, (n) => many(n, 'emoji', 'emoji')],
  [/^exclamations (\d+)$/, (n) => many(n, 'exclamation mark')],
  [/^questions (\d+)$/, (n) => many(n, 'question mark')],
  [/^runs (\d+)$/, (n) => many(n, 'run of the same letter', 'runs of the same letter')],
  [/^hidden (\d+)$/, (n) => many(n, 'invisible character')],
  [/^fancy (\d+)$/, (n) => many(n, 'ornamental letter')],
  [/^mentions (\d+)$/, (n) => many(n, '@ or # mention')],
  [/^newlines (\d+)$/, (n) => many(n, 'line break')],
  [/^anchor$/, () => 'a link in markup'],
  [/^e-mail$/, () => 'an e-mail address'],
  [/^phone$/, () => 'a phone number'],
  [/^reply$/, () => 'a reply'],
  [/^top level$/, () => 'no reply to anybody'],
  [/^repeated (\d+)$/, (n) => `the same text ${many(n, 'time')} before`],
  [/^nearly repeated (\d+)$/, (n) => `nearly the same text ${many(n, 'time')} before`],
  [/^repeats rejected (\d+)$/, (n) => `such a text rejected ${many(n, 'time')} before`],
  [/^author (approved|rejected) (\d+)$/, (what, n) => `${range(n)} of the author’s comments ${what} before`],
  [/^author unknown$/, () => 'an author nothing was decided about'],
  [/^author record (\S+)$/, (part) => `${about(part)} of the author’s comments rejected`],
  [/^author leaning$/, () => 'what became of the author’s comments'],
  [/^thread size$/, () => 'how long the thread is'],
  [/^back and forth$/, () => 'how fast a few people answer each other'],
  [/^thread leaning$/, () => 'what was decided in this thread'],
  [/^thread lately$/, () => 'what was decided in this thread lately'],
  [/^conversation leaning$/, () => 'what was decided in this conversation'],
  [/^thread known$/, () => 'a thread with decisions'],
  [/^(\S+) score (\S+)$/, (check, part) => `${checkName(check)}: a score of ${about(part)}`],
  [/^(\S+) found (\d+)$/, (check, n) => `${checkName(check)}: ${many(n, 'place')}`],
  [
    /^(\S+) (clear|suspect|block|unavailable)$/,
    (check, outcome) => `${checkName(check)}: ${OUTCOME_NAMES[outcome as Signal['outcome']]}`,
  ],
]

const SIGNS: Readonly<Record<string, string>> = { capitals: 'capital letters', signs: 'punctuation' }

/** The judge counts in powers of two: its 4 is 4 to 7. */
function range(step: string): string {
  const least = Number(step)
  return least < 2 ? String(least) : `${least} to ${2 * least - 1}`
}

function many(step: string, one: string, more = `${one}s`): string {
  return `${range(step)} ${step === '1' ? one : more}`
}

/** It measures shares in eighths, each named by its upper end. */
function about(eighths: string): string {
  const upper = Number(eighths.split('/')[0])
  return upper === 0 ? 'none' : `about ${Math.round((upper - 0.5) * 12.5)}%`
}
