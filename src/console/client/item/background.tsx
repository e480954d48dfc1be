import type { ComponentChildren } from 'preact'
import { ago, count, moment } from '../format.ts'
import { hrefOf } from '../router.ts'
import { langOf } from '../session.ts'
import type { Item, Whole } from '../types.ts'
import { KeyOf } from '../ui/key.tsx'
import { bannedHow, reasonName, statusName } from '../wording.ts'

const SHOWN = 3

/** Who wrote it: what became of their comments, and what they wrote last. */
export function AuthorRecord({ item, whole }: { readonly item: Item; readonly whole: Whole | null }) {
  const { author, comment } = item
  return (
    <section>
      <h2>Author</h2>
      <AuthorCounts author={author} />
      {author.bans.map((ban) => (
        <p key={ban.id} class="note bad">
          {bannedHow(ban)} by {ban.kind}
          {ban.expiresAt ? ` until ${moment(ban.expiresAt)}` : ', without an end'}
        </p>
      ))}
      {whole?.recent.slice(0, SHOWN).map((other) => (
        <Quoted
          key={other.id}
          id={other.id}
          site={other.site}
          status={other.status}
          reason={other.reason}
          text={other.text}
          about={`${ago(other.submittedAt)} on ${other.article.title ?? other.article.key}`}
        />
      ))}
      <p class="row spread">
        <small class="soft">First seen {ago(author.firstSeenAt)}</small>
        <span>
          <a href={hrefOf('author', comment.id, { site: comment.site })}>Author’s page</a>{' '}
          <KeyOf command="author" />
        </span>
      </p>
    </section>
  )
}

/** What became of an author's comments, and what else is known of them. */
export function AuthorCounts({
  author,
  children,
}: Pick<Item, 'author'> & { readonly children?: ComponentChildren }) {
  return (
    <dl class="record">
      {(['approved', 'rejected', 'pending'] as const).map((status) => (
        <div key={status}>
          <dt>{status === 'pending' ? 'waiting' : status}</dt>
          <dd>{count(author[status])}</dd>
        </div>
      ))}
      {children}
    </dl>
  )
}

/** The same words, or the same links, elsewhere. */
export function SimilarComments({ whole }: { readonly whole: Whole | null }) {
  if (whole === null || whole.similar.length === 0) return null
  return (
    <section>
      <h2>Said elsewhere</h2>
      {whole.similar.map((other) => (
        <Quoted
          key={other.id}
          id={other.id}
          site={whole.comment.site}
          status={other.status}
          reason={null}
          text={other.text}
          about={`${other.name}, ${ago(other.submittedAt)}: ${other.exact ? 'the same text' : other.sharedLinks ? 'the same links' : 'nearly the same'}`}
        />
      ))}
    </section>
  )
}

/** What people decided about it before. */
export function DecidedBefore({ whole }: { readonly whole: Whole | null }) {
  if (whole === null || whole.decisions.length === 0) return null
  return (
    <section>
      <h2>Decided before</h2>
      <ol class="stack tight">
        {whole.decisions.map(({ id, moderator, action, reason, note, createdAt }) => (
          <li key={id}>
            <b>{moderator.name}</b>{' '}
            {action === 'undo'
              ? 'took it back'
              : action === 'approve'
                ? 'approved it'
                : `rejected it: ${reasonName(reason).toLowerCase()}`}{' '}
            <small class="soft">{ago(createdAt)}</small>
            {note && <p class="words soft">{note}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Quoted({
  id,
  site,
  status,
  reason,
  text,
  about,
}: {
  readonly id: string
  readonly site: string
  readonly status: string
  readonly reason: string | null
  readonly text: string
  readonly about: string
}) {
  const name = statusName(status)
  return (
    <div class="quoted">
      <p>
        <span class={`chip ${status}`}>
          {name}
          {reason !== null && status === 'rejected' && `: ${reasonName(reason).toLowerCase()}`}
        </span>{' '}
        <a href={hrefOf('comment', id, { site })}>
          <bdi>{about}</bdi>
        </a>
      </p>
      <p class="words" dir="auto" lang={langOf(site)}>
        {text.slice(0, 240)}
      </p>
    </div>
  )
}
