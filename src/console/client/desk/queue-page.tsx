import { useEffect } from 'preact/hooks'
import { selection, toggle } from '../bulk/selection.ts'
import { care } from '../care.ts'
import { usePlace } from '../router.ts'
import { useStore } from '../store.ts'
import type { Me } from '../types.ts'
import { NoSite } from '../ui/no-site.tsx'
import { facets, waitingIn } from '../views/facets.ts'
import { isPlain, viewOf } from '../views/view.ts'
import { ViewBar } from '../views/view-bar.tsx'
import { loadMore, openView } from './desk.ts'
import { holdClaims } from './leases.ts'
import { NextList } from './next-list.tsx'
import { OnDesk } from './on-desk.tsx'
import { desk as deskStore } from './state.ts'

/** The desk itself: one comment in the middle, what waits on one side, the evidence on the other. */
export function QueuePage({ me }: { readonly me: Me }) {
  const { query } = usePlace()
  const desk = useStore(deskStore)
  const { selected } = useStore(selection)
  const { cover } = useStore(care)
  const counted = useStore(facets)
  const view = viewOf(query)
  useEffect(holdClaims, [])
  useEffect(() => void openView(viewOf(query)), [me.id, query])
  return (
    <main class="queue" id="main">
      <ViewBar view={view} me={me} />
      <NextList
        desk={desk}
        selected={new Set(selected.keys())}
        onToggle={toggleRow}
        onMore={() => void loadMore()}
        cover={cover}
        waiting={isPlain(view) ? waitingIn(counted, desk) : null}
      />
      {me.sites.length === 0 && desk.items.length === 0 ? (
        <div class="item empty">
          <NoSite me={me} />
        </div>
      ) : (
        <OnDesk desk={desk} view={view} />
      )}
    </main>
  )
}

/** The same for every drawing, so that rows are not drawn again for its sake. */
function toggleRow(id: string): void {
  const row = deskStore.get().items.find(({ comment }) => comment.id === id)
  if (row) toggle(row)
}
