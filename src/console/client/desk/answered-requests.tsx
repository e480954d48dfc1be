import { ago, moment, plural } from '../format.ts'
import { hrefOf } from '../router.ts'
import { useStore } from '../store.ts'
import { dismiss, isAnswered, opinionRequests, wordsOf } from './opinion-requests.ts'

/** What colleagues decided about comments left to them, until the moderator has seen it. */
export function AnsweredRequests() {
  const given = (useStore(opinionRequests).items ?? []).filter(isAnswered)
  if (given.length === 0) return null
  return (
    <details class="menu given">
      <summary>{plural(given.length, 'second opinion')}</summary>
      <div>
        <ul class="stack tight">
          {given.map((one) => (
            <li key={`${one.site} ${one.commentId}`}>
              <a
                href={hrefOf('comment', one.commentId, { site: one.site })}
                onClick={() => void dismiss([one])}
              >
                {wordsOf(one)}
              </a>{' '}
              <time class="soft" dateTime={one.decision.createdAt} title={moment(one.decision.createdAt)}>
                {ago(one.decision.createdAt)}
              </time>
              {one.note && <p class="words soft">You asked: {one.note}</p>}
              {one.decision.note && <p class="words">{one.decision.note}</p>}
            </li>
          ))}
        </ul>
        <button type="button" onClick={() => void dismiss(given)}>
          Seen
        </button>
      </div>
    </details>
  )
}
