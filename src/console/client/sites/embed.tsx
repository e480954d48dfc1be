import { useId } from 'preact/hooks'
import type { Me } from '../types.ts'
import { useCopy } from '../ui/use-copy.ts'

/** What goes into the pages of a site, to be copied. */
export function Embed({ slug, me }: { readonly slug: string; readonly me: Me }) {
  const id = useId()
  const lines = linesFor(slug, me.publicUrl ?? location.origin)
  const { copied, copy } = useCopy(lines, 'the lines')
  return (
    <section class="card stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Into its pages</h2>
      <div class="field">
        <label for={id}>Lines for the place of the comments</label>
        <textarea
          id={id}
          class="code"
          readonly
          rows={3}
          spellcheck={false}
          value={lines}
          aria-describedby={`${id}-help`}
          onFocus={(event) => event.currentTarget.select()}
        />
        <small id={`${id}-help`}>
          In place of ARTICLE-ID goes your own id of the article, another one on each page. Without the
          attribute it is the page’s canonical address.
        </small>
      </div>
      <p class="row">
        <button type="button" class="primary" onClick={() => void copy()}>
          Copy
        </button>
        <a href="/docs#embedding">More about embedding</a>
        <span role="status">{copied}</span>
      </p>
    </section>
  )
}

function linesFor(slug: string, base: string): string {
  return `<script type="module" async src="${base}/embed.js"></script>
<postbag-comments id="comments" site="${slug}" article="ARTICLE-ID"></postbag-comments>`
}
