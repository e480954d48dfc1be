import { useState } from 'preact/hooks'
import type { Site } from '../../../sites/queries.ts'
import { call, get } from '../api.ts'
import { go, hrefOf, usePlace } from '../router.ts'
import { readSession } from '../session.ts'
import type { Json, Me, Page } from '../types.ts'
import { useLoaded, usePaged } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'
import { More, Table } from '../ui/table.tsx'
import { useFocusToRead } from '../ui/use-focus.ts'
import { Embed } from './embed.tsx'
import { SiteForm } from './site-form.tsx'

type ShownSite = Json<Omit<Site, 'policy'>>

/** The sites of an admin, with what makes another; or the one in the address. */
export function SitesPage({ me }: { readonly me: Me }) {
  const { subject } = usePlace()
  return subject === null ? <AllSites me={me} /> : <OneSite slug={subject} me={me} />
}

function AllSites({ me }: { readonly me: Me }) {
  const [turn, setTurn] = useState(0)
  const list = usePaged(`${turn}`, (cursor) =>
    get<Page<ShownSite>>('/v1/admin/sites', { limit: 100, cursor }),
  )
  return (
    <main class="page" id="main">
      <header>
        <h1>Sites</h1>
        <p>
          One for each publication: with its own policy, words and articles, and the pages that may show its
          comments.
        </p>
      </header>
      {list.error && <p class="note bad">{list.error}</p>}
      {list.items === null && <p class="empty">Fetching the sites…</p>}
      {list.items && list.items.length > 0 && <SiteTable sites={list.items} />}
      <More list={list} />
      {me.makesSites && <NewSite onRefused={() => setTurn(turn + 1)} />}
    </main>
  )
}

function SiteTable({ sites }: { readonly sites: readonly ShownSite[] }) {
  return (
    <Table label="Sites" columns={['Name', 'Slug', 'Origins']}>
      {sites.map(({ id, slug, name, origins }) => (
        <tr key={id}>
          <th scope="row">
            <a href={hrefOf('sites', slug)}>
              <bdi>{name}</bdi>
            </a>
          </th>
          <td data-label="Slug">{slug}</td>
          <td class="words" data-label="Origins">
            {origins.join(' ') || 'none'}
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** Makes a site and leads to it. If the answer is lost, the list shows whether it was made. */
function NewSite({ onRefused }: { onRefused(): void }) {
  return (
    <SiteForm
      title="A new site"
      about="new site"
      stored={{ name: '', origins: '' }}
      button="Make the site"
      isNew
      onRefused={onRefused}
      onSend={async (sent, form) => {
        const { slug, name } = await call<ShownSite>('POST', '/v1/admin/sites', sent)
        toast(`${name} is made.`)
        void readSession()
        // Whoever went on to another page stays there.
        if (form.isConnected) go(hrefOf('sites', slug))
      }}
    />
  )
}

function OneSite({ slug, me }: { readonly slug: string; readonly me: Me }) {
  const path = `/v1/admin/sites/${encodeURIComponent(slug)}`
  const { value, error, put } = useLoaded(slug, () => get<ShownSite>(path))
  const title = useFocusToRead<HTMLHeadingElement>()
  return (
    <main class="page" id="main">
      <header>
        <h1 ref={title} tabIndex={-1}>
          {value?.name ?? me.sites.find((site) => site.slug === slug)?.name ?? slug}
        </h1>
        <p>
          {value && (
            <>
              Its slug is {slug}.{' '}
              <a href={hrefOf('policy', null, { site: slug })}>What is held and rejected</a> is up to its
              policy.{' '}
            </>
          )}
          <a href={hrefOf('sites')}>All sites</a>
        </p>
      </header>
      {error && <p class="note bad">{error}</p>}
      {value === null && error === null && <p class="empty">Fetching the site…</p>}
      {value && (
        <>
          <Embed slug={slug} me={me} />
          <SiteForm
            title="Name and origins"
            about={`site ${slug}`}
            stored={{ name: value.name, origins: value.origins.join('\n') }}
            button="Save"
            isNew={false}
            onSend={async ({ name, origins }) => {
              put(await call<ShownSite>('PATCH', path, { name, origins }))
              toast('Saved. Its pages follow within seconds.')
              void readSession()
            }}
          />
        </>
      )}
    </main>
  )
}
