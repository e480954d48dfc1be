import { hrefOf } from '../router.ts'

/** An article by its title, which leads to its thread. */
export function ArticleLink({
  site,
  article,
  soft = false,
}: {
  readonly site: string
  readonly article: { readonly key: string; readonly title: string | null }
  readonly soft?: boolean
}) {
  return (
    <a class={soft ? 'soft' : ''} href={hrefOf('thread', article.key, { site })}>
      <bdi>{article.title ?? article.key}</bdi>
    </a>
  )
}

/** Marks an article as closed or pre-moderated; empty where the checks decide. */
export function ArticleMarks({
  article,
}: {
  readonly article: { readonly open: boolean; readonly premoderated: boolean }
}) {
  return (
    <>
      {!article.open && <span class="chip bad">Article closed</span>}
      {article.premoderated && <span class="chip warn">Article pre-moderated</span>}
    </>
  )
}
