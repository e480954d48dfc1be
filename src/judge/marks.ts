import type { Decided, Evidence } from './features.ts'
import { isWordUnit } from './letters.ts'
import { type Shape, shapeOf } from './shape.ts'

/**
 * What can be said of a comment besides its words: how it was written, what the checks found, who wrote it and where.
 */
export function marksOf(evidence: Evidence): string[] {
  return [
    ...shapeMarks(shapeOf(evidence.text)),
    ...wordingMarks(evidence.folded.text),
    ...signalMarks(evidence),
    ...historyMarks(evidence),
  ]
}

/** What is measured about a comment, each in a bucket of its own; what is known of the thread comes last. */
export const MEASURE_NAMES = [
  'author leaning',
  'thread size',
  'back and forth',
  'thread leaning',
  'thread lately',
  'conversation leaning',
  'thread known',
] as const
const THREAD_SIZE = 1
const OF_THREAD = 3
const THREAD_KNOWN = 6
type Measure = { readonly bucket: number; readonly weight: number }

export const isOfThread = (bucket: number): boolean => bucket >= OF_THREAD && bucket < MEASURE_NAMES.length
/**
 * Whether a measure may speak for either side; of the others, leanings and quarrels, a higher value never speaks for
 * approval.
 */
export const isFreeMeasure = (bucket: number): boolean => bucket === THREAD_SIZE || bucket === THREAD_KNOWN
export const saysThreadIsKnown = (bucket: number): boolean => bucket === THREAD_KNOWN

export function measuresOf({ history }: Evidence): Measure[] {
  const { author, threadSize = 0, backAndForth = 0, thread, lately, conversation } = history
  const measures = [
    leaning(author, AUTHOR_COUNT),
    threadSize === 0 ? null : Math.log1p(threadSize) / 4,
    backAndForth === 0 ? null : Math.log1p(backAndForth) / 2,
    leaning(thread, THREAD_COUNT),
    leaning(lately, THREAD_COUNT),
    leaning(conversation, CONVERSATION_COUNT),
    isEmpty(thread) ? null : 1,
  ]
  return measures.flatMap((weight, bucket) => (weight === null ? [] : [{ bucket, weight }]))
}

/** The share that a usual site rejects; an author or thread without a record is assumed to have it. */
const USUAL = 0.15
/** How many usual decisions a record is mixed with; more for an author, whose record says less than a thread's. */
const AUTHOR_COUNT = 8
const THREAD_COUNT = 1
const CONVERSATION_COUNT = 2

/** The log-odds of rejection by a record, smoothed, 0 for what is usual; halved, to weigh like a text. */
function leaning(record: Decided | undefined, count: number): number | null {
  if (record === undefined || isEmpty(record)) return null
  const odds = (record.rejected + USUAL * count) / (record.approved + (1 - USUAL) * count)
  return Math.log((odds * (1 - USUAL)) / USUAL) / 2
}

const isEmpty = ({ approved, rejected }: Decided) => approved + rejected === 0

function shapeMarks(shape: Shape): string[] {
  const { units, letters } = shape
  const marks = [
    `units ${step(units)}`,
    `capitals ${letters < 5 ? 'few' : share(shape.capitals / letters)}`,
    `digits ${share(shape.digits / Math.max(units, 1))}`,
    `signs ${share(shape.signs / Math.max(units, 1))}`,
    ...shape.kindsOfSign.map((sign) => `sign ${sign}`),
    `links ${Math.min(shape.links, 5)}`,
    ...shape.hosts.flatMap((host) => [`host ${host}`, `ending ${host.slice(host.lastIndexOf('.'))}`]),
  ]
  const counted = [
    ['emoji', shape.emoji],
    ['exclamations', shape.exclamations],
    ['questions', shape.questions],
    ['runs', shape.runs],
    ['hidden', shape.hidden],
    ['fancy', shape.fancy],
    ['mentions', shape.mentions],
    ['newlines', shape.newlines],
  ] as const
  for (const [name, count] of counted) if (count > 0) marks.push(`${name} ${step(count)}`)
  if (shape.hasAnchor) marks.push('anchor')
  if (shape.hasEmail) marks.push('e-mail')
  if (shape.hasPhone) marks.push('phone')
  return marks
}

/** How many words there are, and how many different ones: spam repeats itself. */
function wordingMarks(folded: string): string[] {
  const seen = new Set<string>()
  let words = 0
  let longest = 0
  for (let i = 0; i < folded.length && words < 1_000; ) {
    if (!isWordUnit(folded.charCodeAt(i))) {
      i += 1
      continue
    }
    const start = i
    while (i < folded.length && isWordUnit(folded.charCodeAt(i))) i += 1
    words += 1
    longest = Math.max(longest, i - start)
    seen.add(folded.slice(start, i))
  }
  if (words === 0) return ['no words']
  return [
    `words ${step(words)}`,
    `different ${share(seen.size / words)} of ${step(words)}`,
    `longest ${step(longest)}`,
  ]
}

function signalMarks({ signals }: Evidence): string[] {
  return signals
    .filter(({ check, outcome }) => outcome !== 'clear' || check === 'captcha')
    .flatMap(({ check, outcome, score, spans }) => [
      `${check} ${outcome}`,
      ...(score === undefined ? [] : [`${check} score ${share(score)}`]),
      ...(spans === undefined ? [] : [`${check} found ${step(spans.length)}`]),
    ])
}

function historyMarks({ history, isReply }: Evidence): string[] {
  const { author, repeats } = history
  const marks = [
    `author approved ${step(author.approved)}`,
    `author rejected ${step(author.rejected)}`,
    `author ${record(author)}`,
    isReply ? 'reply' : 'top level',
  ]
  if (repeats.exact > 0) marks.push(`repeated ${step(repeats.exact)}`)
  if (repeats.near > 0) marks.push(`nearly repeated ${step(repeats.near)}`)
  if (repeats.rejected > 0) marks.push(`repeats rejected ${step(repeats.rejected)}`)
  return marks
}

/** The smoothed share of rejections, in eighths, once there is any decision. */
function record({ approved, rejected }: Decided): string {
  if (approved + rejected === 0) return 'unknown'
  return `record ${share((rejected + 0.5) / (approved + rejected + 2))}`
}

/** Counts in powers of two: 0, 1, 2, 4, 8, … */
function step(count: number): number {
  return count === 0 ? 0 : 1 << (31 - Math.clz32(count))
}

/** Shares in eighths, with exactly none as a step of its own. */
function share(part: number): string {
  return part === 0 ? '0' : `${Math.min(8, Math.ceil(part * 8))}/8`
}
