import { count, percent } from '../format.ts'
import { hrefOf } from '../router.ts'
import { checkName, reasonName } from '../wording.ts'
import { BarTable } from './bar-table.tsx'
import type { Stats } from './figures.ts'

/** Who decided, for which reasons, which signals were right, where it is busy. */
export function Rankings({ stats }: { readonly stats: Stats }) {
  const { decisions, reasons, signals, articles } = stats
  return (
    <div class="charts">
      <BarTable
        title="Moderators"
        about="Decisions of each, and how many of them were rejections."
        empty="Nobody has decided."
        rows={decisions.perModerator.map(({ id, name, approve, reject }) => ({
          key: id,
          name: <a href={hrefOf('history', null, { moderator: name })}>{name}</a>,
          value: approve + reject,
          text: `${count(approve + reject)} · ${count(reject)} rejected`,
        }))}
      />
      <BarTable
        title="Reasons"
        about="Why comments were rejected by people."
        empty="Nothing was rejected."
        rows={reasons.map(({ reason, count: number }) => ({
          key: reason,
          name: reasonName(reason),
          value: number,
          text: count(number),
        }))}
      />
      <BarTable
        title="Signals"
        about="How often moderators rejected what a check had marked."
        empty="No marked comment has been decided."
        rows={signals.map(({ check, marked, rejected, precision }) => ({
          key: check,
          name: checkName(check),
          value: precision,
          text: `${percent(precision)} · ${count(rejected)} of ${count(marked)}`,
        }))}
      />
      <BarTable
        title="Busiest articles"
        about="Where most comments wait."
        empty="Nothing waits."
        rows={articles.map(({ site, key, title, pending }) => ({
          key: `${site} ${key}`,
          name: (
            <a href={hrefOf('thread', key, { site })}>
              <bdi>{title ?? key}</bdi>
            </a>
          ),
          value: pending,
          text: count(pending),
        }))}
      />
    </div>
  )
}
