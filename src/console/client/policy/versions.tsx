import type { PolicyChange } from '../../../admin/policies.ts'
import { get } from '../api.ts'
import { ago, moment } from '../format.ts'
import type { Json, Page } from '../types.ts'
import { usePaged } from '../ui/load.ts'
import { More } from '../ui/table.tsx'
import type { Tree } from './draft.ts'
import { nameOfPath } from './fields.ts'

export type PolicyAnswer = {
  readonly version: number
  readonly policy: Tree
  readonly own: Tree
  readonly defaults: Tree
  readonly note: string | null
  readonly createdBy: string
  readonly createdAt: string
}

type Version = Omit<Json<PolicyChange>, 'own'> & { readonly own: Tree }
type Change = Version['changes'][number]

/** Who changed what, and the way back: restoring an older version only fills the form, and puts nothing in force. */
export function Versions({
  site,
  current,
  onRestore,
}: {
  readonly site: string
  readonly current: number
  onRestore(version: { readonly version: number; readonly own: Tree }): void
}) {
  const list = usePaged(`${site} ${current}`, (cursor) =>
    get<Page<Version>>(`/v1/admin/sites/${site}/policy/versions`, { limit: 20, cursor }),
  )
  return (
    <section class="card stack" aria-label="Versions">
      <h2>Versions</h2>
      {list.error && <p class="note bad">{list.error}</p>}
      <ol class="stack">
        {list.items?.map((version) => (
          <li key={version.version} class="version">
            <p class="row spread">
              <span>
                <b>Version {version.version}</b>{' '}
                <span class="soft">
                  by {version.createdBy},{' '}
                  <time dateTime={version.createdAt} title={moment(version.createdAt)}>
                    {ago(version.createdAt)}
                  </time>
                </span>
              </span>
              {version.version === current ? (
                <span class="chip good">in force</span>
              ) : (
                <button type="button" class="link" onClick={() => onRestore(version)}>
                  Lay version {version.version} into the form
                </button>
              )}
            </p>
            {version.note && <p class="words">{version.note}</p>}
            <ul class="changes">
              {version.changes.map((change) => (
                <li key={change.path}>
                  <ChangeLine change={change} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <More list={list}>Older versions</More>
    </section>
  )
}

function ChangeLine({ change }: { readonly change: Change }) {
  const name = nameOfPath(change.path)
  if ('added' in change) {
    return (
      <>
        {name}: {change.added.length > 0 && <ins>{shortly(change.added)}</ins>}{' '}
        {change.removed.length > 0 && <del>{shortly(change.removed)}</del>}
      </>
    )
  }
  return (
    <>
      {name}: <del>{shown(change.from)}</del> <ins>{shown(change.to)}</ins>
    </>
  )
}

function shown(value: unknown): string {
  if (value === null) return 'default'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return Array.isArray(value) ? shortly(value) : String(value)
}

function shortly(items: readonly unknown[]): string {
  const some = items.slice(0, 8).map(String).join(', ')
  return items.length > 8 ? `${some} and ${items.length - 8} more` : some || 'nothing'
}
