import type { Evidence } from './features.ts'
import { isWordUnit } from './letters.ts'
import { type Shape, shapeOf } from './shape.ts'

/** One thing to be said of a comment beside its words, at its weight (1 where nothing is measured). */
export type Mark = { readonly name: string; readonly weight: number }

/** How a text was written, what the checks found, and what is known of its author and its thread. */
export function marksOf(evidence: Evidence): Mark[] {
  const names = [
    ...shapeMarks(shapeOf(evidence.text)),
    ...wordingMarks(evidence.folded.text),
    ...signalMarks(evidence),
    ...historyMarks(evidence),
  ]
  return names.map((name) => ({ name, weight: 1 }))
}

function shapeMarks(shape: Shape): string[] {
  const { units, letters } = shape
  const marks = [
    `units ${step(units)}`,
    `capitals ${letters < 5 ? 'few' : share(shape.capitals / letters)}`,
    `digits ${share(shape.digits / Math.max(units, 1))}`,
    `signs ${share(shape.signs / Math.max(units, 1))}`,
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

/** How many words, and how many of them different: spam repeats itself. */
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
  const { author, thread, repeats } = history
  const marks = [
    `author approved ${step(author.approved)}`,
    `author rejected ${step(author.rejected)}`,
    `author ${record(author)}`,
    `thread ${record(thread)}`,
    `thread decided ${step(thread.approved + thread.rejected)}`,
    isReply ? 'reply' : 'top level',
  ]
  if (repeats.exact > 0) marks.push(`repeated ${step(repeats.exact)}`)
  if (repeats.near > 0) marks.push(`nearly repeated ${step(repeats.near)}`)
  if (repeats.rejected > 0) marks.push(`repeats rejected ${step(repeats.rejected)}`)
  return marks
}

/** The smoothed share of rejections, in eighths, once there is any decision. */
function record({ approved, rejected }: { readonly approved: number; readonly rejected: number }): string {
  if (approved + rejected === 0) return 'unknown'
  return `record ${share((rejected + 0.5) / (approved + rejected + 2))}`
}

/** Counts by powers of two: 0, 1, 2, 4, 8, … */
function step(count: number): number {
  return count === 0 ? 0 : 1 << (31 - Math.clz32(count))
}

/** Shares by eighths, with nothing at all apart. */
function share(part: number): string {
  return part === 0 ? '0' : `${Math.min(8, Math.ceil(part * 8))}/8`
}
