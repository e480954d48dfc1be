import { count, moment, plural } from '../format.ts'
import { hrefOf } from '../router.ts'
import { Scroller } from '../ui/scroller.tsx'
import { STATUS_NAMES } from '../wording.ts'

type Hit = {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly status: string
  readonly words: readonly string[]
  readonly spans: readonly { readonly start: number; readonly end: number }[]
}

type Found = {
  readonly count: number
  readonly approvedByPeople: number
  readonly rejectedByPeople: number
  readonly sample: readonly Hit[]
}

export type TryOutAnswer = {
  readonly since: string
  readonly comments: number
  readonly held: Found
  readonly rejected: Found
  readonly perWord: readonly {
    readonly word: string
    readonly list: 'hold' | 'reject'
    readonly hits: number
    readonly approved: number
    readonly rejected: number
  }[]
}

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
              {answer.perWord.map(({ word, list, hits, approved, rejected }) => (
                <tr key={`${list} ${word}`}>
                  <th scope="row">
                    <bdi>{word}</bdi>
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
              <span class={`chip ${hit.status}`}>
                {STATUS_NAMES[hit.status as keyof typeof STATUS_NAMES] ?? hit.status}
              </span>{' '}
              <a href={hrefOf('comment', hit.id, { site })}>
                <bdi>{hit.name}</bdi>: {hit.words.join(', ')}
              </a>
            </p>
            <p class="words" dir="auto">
              {hit.text}
            </p>
          </li>
        ))}
      </ul>
    </div>
  )
}
