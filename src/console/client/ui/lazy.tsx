import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Me } from '../types.ts'

type PageProps = { readonly me: Me }

/** A page whose code is fetched when it is first opened. */
export function lazy(load: () => Promise<ComponentType<PageProps>>): ComponentType<PageProps> {
  let loaded: ComponentType<PageProps> | undefined
  return function LazyPage(props: PageProps) {
    const [Page, setPage] = useState<ComponentType<PageProps> | undefined>(() => loaded)
    const [isLost, setLost] = useState(false)
    useEffect(() => {
      if (Page !== undefined) return
      load().then(
        (component) => {
          loaded = component
          setPage(() => component)
        },
        () => setLost(true),
      )
    }, [])
    if (Page !== undefined) return <Page {...props} />
    return (
      <main class="page" id="main">
        {isLost ? (
          <>
            <h1>This page could not be fetched</h1>
            <p class="note bad" role="alert">
              The service is not reachable, or newer than this window. Reload it.
            </p>
          </>
        ) : (
          <p class="empty">Fetching…</p>
        )}
      </main>
    )
  }
}
