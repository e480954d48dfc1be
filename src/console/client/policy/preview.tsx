import { useEffect, useRef } from 'preact/hooks'
import type { Preview as ServerPreview } from '../../../admin/preview.ts'
import { count, percent, plural } from '../format.ts'
import { hrefOf } from '../router.ts'
import { langOf } from '../session.ts'
import type { Json } from '../types.ts'
import { checkName } from '../wording.ts'

export type Preview = Json<ServerPreview>

const ACTIONS = { approve: 'published', hold: 'held', reject: 'rejected' } as const

/**
 * What the drafted settings would have made of the newest comments, beside what the present ones made of them. It comes
 * into sight with the focus in it, since it was asked for anywhere in a long form.
 */
export function PreviewResult({ preview, site }: { readonly preview: Preview; readonly site: string }) {
  const { before, after } = preview
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    place.current?.focus({ preventScroll: true })
    place.current?.scrollIntoView()
  }, [preview])
  return (
    <section class="card stack" aria-label="Preview" tabIndex={-1} ref={place}>
      <h2>{titleOf(preview)}</h2>
      <Counts before={before} after={after} />
      <p class="soft">
        The last two are measured on the comments among them that people decided on, {count(after.decided)} in
        all.
      </p>
      {preview.examples.length > 0 && (
        <>
          <h3>For example</h3>
          <Examples examples={preview.examples} site={site} />
        </>
      )}
    </section>
  )
}

export function titleOf({ comments, changed }: Preview): string {
  return `Of the newest ${plural(comments, 'comment')}, ${count(changed)} would have gone another way`
}

function Counts({ before, after }: Pick<Preview, 'before' | 'after'>) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">By the machine</th>
          <th scope="col" class="number">
            Now
          </th>
          <th scope="col" class="number">
            With these settings
          </th>
        </tr>
      </thead>
      <tbody>
        {(['approve', 'hold', 'reject'] as const).map((action) => (
          <tr key={action}>
            <th scope="row">{ACTIONS[action]}</th>
            <td class="number">{count(before[action])}</td>
            <td class="number">{count(after[action])}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">published, though people rejected it</th>
          <td class="number">{wrong(before.wrongApprove, before.decidedApprove)}</td>
          <td class="number">{wrong(after.wrongApprove, after.decidedApprove)}</td>
        </tr>
        <tr>
          <th scope="row">rejected, though people approved it</th>
          <td class="number">{wrong(before.wrongReject, before.decidedReject)}</td>
          <td class="number">{wrong(after.wrongReject, after.decidedReject)}</td>
        </tr>
      </tbody>
    </table>
  )
}

function Examples({ examples, site }: Pick<Preview, 'examples'> & { readonly site: string }) {
  return (
    <ul class="stack tight">
      {examples.map((example) => (
        <li key={example.id} class="quoted">
          <p>
            <span class="chip">
              {nameOf(example.from)} → {nameOf(example.to)}
            </span>{' '}
            <a href={hrefOf('comment', example.id, { site })}>
              {example.because.map(checkName).join(', ') || 'Record'}
            </a>
            {example.decided && <small class="soft"> · a person: {nameOf(example.decided)}</small>}
          </p>
          <p class="words" dir="auto" lang={langOf(site)}>
            {example.text}
          </p>
        </li>
      ))}
    </ul>
  )
}

function nameOf(action: string): string {
  return ACTIONS[action as keyof typeof ACTIONS] ?? action
}

/** Where people decided on none of them, nothing is known about errors. */
function wrong(errors: number, decided: number): string {
  return decided === 0 ? 'not known' : `${count(errors)} of ${count(decided)} (${percent(errors / decided)})`
}
