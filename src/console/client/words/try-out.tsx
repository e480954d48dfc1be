import type { Trial } from '../../../admin/words-try.ts'
import { count, moment, plural } from '../format.ts'
import { MarkedText } from '../item/marked-text.tsx'
import { hrefOf } from '../router.ts'
import { langOf } from '../session.ts'
import type { Json } from '../types.ts'
import { Scroller } from '../ui/scroller.tsx'
import { statusName } from '../wording.ts'

export type TryOutAnswer = Json<Trial>
type Found = TryOutAnswer['held']

/** What the lists would have done to past comments, and how people had decided about those. */
export function TryOut({ answer, site }: { readonly answer: TryOutAnswer; readonly site: string }) {
  return (
    <section class="stack" aria-label="Try-out">
      <h2>
        {plural(answer.comments, 'comment')} since {moment(answer.since)}
      </h2>
      <div class="pair">
        <Part title="would have been held" found={answer.held} site={site} />
        <Part title="would have been rejected" found={answer.rejected} site={site} />
      </div>
      {answer.perWord.length > 0 && (
        <Scroller label="Each entry">
          <table>
            <thead>
              <tr>
                <th scope="col">Entry</th>
                <th scope="col">List</th>
                <th scope="col" class="number">
                  Found
                </th>
                <th scope="col" class="number">
                  of these approved
                </th>
                <th scope="col" class="number">
                  of these rejected
                </th>
              </tr>
            </thead>
            <tbody>
              {answer.perWord.map(({ word, list, hits, approved, rejected, problem }) => (
                <tr key={`${list} ${word}`}>
                  <th scope="row">
                    <bdi>{word}</bdi>
                    {problem && <span class="chip bad">{problem}</span>}
                  </th>
                  <td>{list}</td>
                  <td class="number">{count(hits)}</td>
                  <td class="number">{count(approved)}</td>
                  <td class="number">{count(rejected)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </section>
  )
}

function Part({
  title,
  found,
  site,
}: {
  readonly title: string
  readonly found: Found
  readonly site: string
}) {
  return (
    <div class="card stack tight">
      <h3>
        {count(found.count)} {title}
      </h3>
      <p class="soft">
        People had approved {count(found.approvedByPeople)} of them and rejected{' '}
        {count(found.rejectedByPeople)}.
      </p>
      <ul>
        {found.sample.map((hit) => (
          <li key={hit.id} class="quoted">
            <p>
              <span class={`chip ${hit.status}`}>{statusName(hit.status)}</span>{' '}
              <a href={hrefOf('comment', hit.id, { site })}>
                <bdi>{hit.name}</bdi>: {hit.words.join(', ')}
              </a>
            </p>
            <p class="words" dir="auto" lang={langOf(site)}>
              <MarkedText
                text={hit.text}
                signals={[
                  { check: 'words', outcome: 'suspect', score: null, detail: null, spans: hit.spans, ms: 0 },
                ]}
                lit={null}
              />
            </p>
          </li>
        ))}
      </ul>
    </div>
  )
}
