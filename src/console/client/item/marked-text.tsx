import type { Signal } from '../types.ts'
import { checkName } from '../wording.ts'
import { segmentsOf } from './marks.ts'

/** A reader's words as text, with what the checks marked in place. */
export function MarkedText({
  text,
  signals,
  lit,
}: {
  readonly text: string
  readonly signals: readonly Signal[]
  readonly lit: string | null
}) {
  return (
    <>
      {segmentsOf(text, signals).map((segment) =>
        segment.signals.length === 0 ? (
          segment.text
        ) : (
          <mark
            key={segment.start}
            class={`${segment.signals.some(({ outcome }) => outcome === 'block') ? 'block' : 'suspect'}${segment.signals.some(({ check }) => check === lit) ? ' lit' : ''}`}
            title={segment.signals
              .map(({ check, detail }) => `${checkName(check)}: ${detail ?? ''}`)
              .join('\n')}
          >
            {segment.text}
          </mark>
        ),
      )}
    </>
  )
}
