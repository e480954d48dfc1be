import type { Item, Signal } from '../types.ts'

/** A stretch of the text with the signals that point at it; none for plain text. */
type Segment = { readonly start: number; readonly text: string; readonly signals: readonly Signal[] }

const MAX_MARKS = 400

/** Everything that points at words of a comment: its signals, and what made the judge think of rejecting it. */
export function pointersOf({ signals, verdict }: Item): readonly Signal[] {
  const spans = (verdict?.explanation ?? []).flatMap((part) => (part.weight > 0 ? (part.spans ?? []) : []))
  if (spans.length === 0) return signals
  const judge: Signal = {
    check: 'judge',
    outcome: 'suspect',
    score: null,
    detail: 'weighed towards rejecting',
    spans,
    ms: 0,
  }
  return [...signals, judge]
}

/**
 * Cuts a text where marks begin and end, so that overlapping ones all show. Offsets are UTF-16, as the checks give
 * them; a mark outside the text, or one that would cut a character in two, is adjusted.
 */
export function segmentsOf(text: string, signals: readonly Signal[]): Segment[] {
  const marks = signals
    .filter((signal) => signal.outcome !== 'clear')
    .flatMap((signal) => (signal.spans ?? []).map((span) => ({ signal, ...clamp(text, span) })))
    .filter((mark) => mark.end > mark.start)
    .slice(0, MAX_MARKS)
  if (marks.length === 0) return text === '' ? [] : [{ start: 0, text, signals: [] }]
  const cuts = [...new Set([0, text.length, ...marks.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  )
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1] ?? text.length
    const covering = marks
      .filter((mark) => mark.start <= start && mark.end >= end)
      .map(({ signal }) => signal)
    return { start, text: text.slice(start, end), signals: [...new Set(covering)] }
  })
}

function clamp(text: string, span: { readonly start: number; readonly end: number }) {
  const within = (offset: number) => Math.min(Math.max(Math.trunc(Number(offset)) || 0, 0), text.length)
  const start = within(span.start)
  const end = within(span.end)
  return { start: cutsPair(text, start) ? start - 1 : start, end: cutsPair(text, end) ? end + 1 : end }
}

/** Between the two halves of a surrogate pair. */
function cutsPair(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset)
  return offset > 0 && code >= 0xdc00 && code <= 0xdfff
}
