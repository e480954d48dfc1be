import { useState } from 'preact/hooks'
import type { ModelView } from '../../../judge/models.ts'
import { call, get, messageOf } from '../api.ts'
import { ago, moment, plural } from '../format.ts'
import type { Json, Me, Page } from '../types.ts'
import { usePaged } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'
import { More, Table } from '../ui/table.tsx'
import { useSite } from '../ui/use-site.ts'

type Model = Json<ModelView>
type Answer = Page<Model> & { readonly pinned: boolean }

/** What the judge of a site learned from its moderators, version by version, and the way back to an older one. */
export function ModelsPage({ me }: { readonly me: Me }) {
  const { site, name } = useSite(me)
  return <Versions key={site} site={site} name={name} />
}

function Versions({ site, name }: { readonly site: string; readonly name: string }) {
  const [turn, setTurn] = useState(0)
  const [pinned, setPinned] = useState(false)
  const list = usePaged(`${site} ${turn}`, async (cursor) => {
    const page = await get<Answer>(`/v1/admin/sites/${site}/models`, { limit: 50, cursor })
    setPinned(page.pinned)
    return page
  })
  const put = async (version: number | null) => {
    try {
      await call('PUT', `/v1/admin/sites/${site}/models/in-force`, { version })
      toast(
        version === null
          ? 'The judge follows the newest version again.'
          : `Version ${version} is in force, and stays so.`,
      )
      setTurn(turn + 1)
    } catch (error) {
      toast(messageOf(error))
    }
  }
  return (
    <main class="page" id="main">
      <header>
        <h1>The judge of {name}</h1>
        <p>
          It learns from what people here decide. A new version comes into force by itself when it does better
          on decisions it had not seen. Hold the site to an older one if the judge goes astray.
        </p>
      </header>
      {pinned && (
        <p class="note row spread">
          <span>Held to one version: newer ones are made, but do not come into force.</span>
          <button type="button" onClick={() => void put(null)}>
            Follow the newest again
          </button>
        </p>
      )}
      {list.error && <p class="note bad">{list.error}</p>}
      {list.items === null && <p class="empty">Fetching the versions…</p>}
      {list.items?.length === 0 && !list.error && (
        <p class="empty">
          Nothing learned yet: the judge works with what it brought along until people here have decided
          enough.
        </p>
      )}
      {list.items && list.items.length > 0 && <ModelTable models={list.items} onPut={put} />}
      <More list={list}>Older versions</More>
    </main>
  )
}

function ModelTable({
  models,
  onPut,
}: {
  readonly models: readonly Model[]
  onPut(version: number): Promise<void>
}) {
  return (
    <Table
      label="Versions of the judge"
      columns={['Version', 'Made', 'Learned from', 'On decisions it had not seen', 'State']}
    >
      {models.map((model) => (
        <tr key={model.version}>
          <th scope="row" data-label="Version">
            {model.version}
          </th>
          <td data-label="Made">
            <time dateTime={model.createdAt} title={moment(model.createdAt)}>
              {ago(model.createdAt)}
            </time>
          </td>
          <td data-label="Learned from">{plural(model.lessons, 'decision')}</td>
          <td class="words" data-label="On decisions it had not seen">
            {trialOf(model)}
          </td>
          <td data-label="State">
            {model.isInForce && <span class="chip good">in force</span>}
            {!model.isUsable && 'Of another version of Postbag, which read comments otherwise'}
            {model.isUsable && !model.isInForce && (
              <button type="button" class="link" onClick={() => void onPut(model.version)}>
                Hold the site to version {model.version}
              </button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** How a version did against the one before it; a smaller error is a better judge. */
function trialOf({ trial, isAccepted }: Model): string {
  if (trial === null) return 'Not compared: there was nothing to compare with'
  const { decisions, loss, lossBefore } = trial
  const how = loss < lossBefore ? 'Better than' : loss > lossBefore ? 'Worse than' : 'As good as'
  const figures = `${how} the version before on ${plural(decisions, 'decision')} (error ${loss.toFixed(2)}, before ${lossBefore.toFixed(2)})`
  return isAccepted ? figures : `${figures}: not taken`
}
