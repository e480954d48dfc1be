import { useState } from 'preact/hooks'
import { hrefOf } from '../router.ts'
import type { Me } from '../types.ts'
import { REASONS } from '../wording.ts'
import { changeView, type View } from './view.ts'

/** Which part of the queue is shown. The address holds it all, so a view is saved by keeping its link. */
export function ViewBar({ view, me }: { readonly view: View; readonly me: Me }) {
  const isNarrowed = Boolean(view.reason || view.section || view.q || view.sort !== 'priority')
  const [isOpen, setOpen] = useState(false)
  return (
    <search class="views" aria-label="Narrow the queue" data-open={isOpen}>
      <button type="button" class="link narrow-only" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Hide filters' : isNarrowed ? 'Filters (narrowed)' : 'Filters'}
      </button>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const typed = new FormData(event.currentTarget).get('q')
          changeView({ q: String(typed ?? '').trim() || null })
        }}
      >
        <label>
          Show
          <select
            value={view.reason ?? ''}
            onChange={(event) => changeView({ reason: event.currentTarget.value || null })}
          >
            <option value="">everything that waits</option>
            <option value="reported">reported by readers</option>
            <option value="appealed">appeals</option>
            <optgroup label="By reason">
              {REASONS.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name.toLowerCase()}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
        <label>
          Order
          <select
            value={view.sort}
            onChange={(event) => changeView({ sort: event.currentTarget.value as View['sort'] })}
          >
            <option value="priority">reported and riskiest first</option>
            <option value="oldest">longest waiting first</option>
            <option value="newest">newest first</option>
          </select>
        </label>
        <input
          id="desk-search"
          name="q"
          type="search"
          placeholder="Search the queue"
          aria-label="Search the queue"
          defaultValue={view.q ?? ''}
          key={view.q ?? ''}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
        {view.section && <span class="chip">section {view.section}</span>}
        {isNarrowed && (
          <a href={hrefOf('queue', null, { site: me.sites.length > 1 ? view.site : null })}>Whole queue</a>
        )}
      </form>
    </search>
  )
}
