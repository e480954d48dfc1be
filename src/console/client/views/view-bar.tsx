import { useEffect, useState } from 'preact/hooks'
import type { Facets } from '../../../review/facets.ts'
import { AnsweredRequests } from '../desk/answered-requests.tsx'
import { count } from '../format.ts'
import { hrefOf } from '../router.ts'
import { useStore } from '../store.ts'
import type { Me } from '../types.ts'
import { submits, typedIn } from '../ui/form.tsx'
import { checkName, REASONS } from '../wording.ts'
import { facets, followFacets } from './facets.ts'
import { changeView, isPlain, type View } from './view.ts'
import { ViewsMenu } from './views-menu.tsx'

/** Which part of the queue is shown. The address holds it all, so a view is also saved by keeping its link. */
export function ViewBar({ view, me }: { readonly view: View; readonly me: Me }) {
  const [isOpen, setOpen] = useState(false)
  const { known } = useStore(facets)
  useEffect(() => followFacets(view.site), [view.site])
  return (
    <search class="views" aria-label="Narrow the queue" data-open={isOpen}>
      <button type="button" class="link narrow-only" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Hide filters' : isPlain(view) ? 'Filters' : 'Filters (narrowed)'}
      </button>
      <form onSubmit={submits((form) => changeView({ q: typedIn(form, 'q') || null }))}>
        <ReasonChoice view={view} facets={known} />
        {known && (known.sections.length > 0 || view.section) && <SectionChoice view={view} facets={known} />}
        <label>
          Order
          <select
            value={view.sort}
            onChange={(event) => changeView({ sort: event.currentTarget.value as View['sort'] })}
          >
            <option value="priority">reported, appeals, then riskiest first</option>
            <option value="risk">riskiest first</option>
            <option value="spam">likeliest spam first</option>
            <option value="abuse">likeliest abuse first</option>
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
        />
        {view.author && <span class="chip">one author</span>}
        {view.similar && <span class="chip">saying the same</span>}
        {view.domain && <span class="chip">links to {view.domain}</span>}
        {!isPlain(view) && (
          <a href={hrefOf('queue', null, { site: me.sites.length > 1 ? view.site : null })}>Whole queue</a>
        )}
        <ViewsMenu view={view} />
      </form>
      <AnsweredRequests />
    </search>
  )
}

function ReasonChoice({ view, facets }: { readonly view: View; readonly facets: Facets | null }) {
  const counted = new Map(facets?.reasons.map(({ reason, pending }) => [reason, pending]))
  const many = (number: number | undefined) => (number ? ` (${count(number)})` : '')
  const codes: ReadonlySet<string> = new Set(REASONS.map(({ code }) => code))
  const checks = [...counted.keys()].filter((name) => !codes.has(name))
  return (
    <label>
      Show
      <select
        value={view.reason ?? ''}
        onChange={(event) => changeView({ reason: event.currentTarget.value || null })}
      >
        <option value="">everything that waits</option>
        <option value="reported">reported by readers{many(facets?.reported)}</option>
        <option value="appealed">appeals{many(facets?.appealed)}</option>
        <option value="second-opinion">second opinions{many(facets?.secondOpinions)}</option>
        <optgroup label="By reason">
          {REASONS.map(({ code, name }) => (
            <option key={code} value={code}>
              {name.toLowerCase()}
              {many(counted.get(code))}
            </option>
          ))}
        </optgroup>
        {checks.length > 0 && (
          <optgroup label="Held by">
            {checks.map((name) => (
              <option key={name} value={name}>
                {checkName(name).toLowerCase()}
                {many(counted.get(name))}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </label>
  )
}

function SectionChoice({ view, facets }: { readonly view: View; readonly facets: Facets }) {
  const sections = new Map<string, number>()
  for (const { section, pending } of facets.sections)
    sections.set(section, (sections.get(section) ?? 0) + pending)
  if (view.section && !sections.has(view.section)) sections.set(view.section, 0)
  return (
    <label>
      In
      <select
        value={view.section ?? ''}
        onChange={(event) => changeView({ section: event.currentTarget.value || null })}
      >
        <option value="">all sections</option>
        {[...sections].map(([section, pending]) => (
          <option key={section} value={section}>
            {section} ({count(pending)})
          </option>
        ))}
      </select>
    </label>
  )
}
