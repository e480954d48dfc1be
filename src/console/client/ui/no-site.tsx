import { hrefOf } from '../router.ts'
import type { Me } from '../types.ts'

/** What is said in place of a queue or of settings while there is no site that they could be of. */
export function NoSite({ me }: { readonly me: Me }) {
  return (
    <>
      <h1>There is no site yet</h1>
      {me.makesSites ? (
        <p>
          Comments come from the pages of a site: <a href={hrefOf('sites')}>make the first one</a>.
        </p>
      ) : (
        <p>Comments come from the pages of a site, and an admin for all sites can make the first one.</p>
      )}
    </>
  )
}
