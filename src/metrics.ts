import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { ERRORS } from './errors.ts'
import { createRequestTimes } from './http/request-times.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export type Metrics = ReturnType<typeof createMetrics>

/** All metrics of a process, in a registry of their own. Labels come from closed sets only. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const make = makers(registry)
  return {
    registry,
    requests: createRequestTimes(registry, SECONDS),
    ...judgingMetrics(make),
    ...workMetrics(make),
    ...stateMetrics(make),
  }
}

/** The values of each label; a label with `ANY` may have others. */
type Labels<Label extends string> = Readonly<Record<Label, readonly string[]>>
const ANY: readonly string[] = []
const SIDES = ['approve', 'reject']

type Make = ReturnType<typeof makers>

/**
 * Makes metrics whose series of known labels begin at 0: a series that first appears with its first event hides that
 * event from alerts on its growth.
 */
function makers(registry: Registry) {
  const registers = [registry]
  // `Labels` has no members but its labels.
  const labelNames = <Label extends string>(labels?: Labels<Label>) => Object.keys(labels ?? {}) as Label[]
  return {
    counter<Label extends string = never>(name: string, help: string, labels?: Labels<Label>) {
      const counter = new Counter({ name, help, labelNames: labelNames(labels), registers })
      for (const series of combinations(labels)) counter.inc(series, 0)
      return counter
    },
    gauge<Label extends string = never>(name: string, help: string, labels?: Labels<Label>) {
      const gauge = new Gauge({ name, help, labelNames: labelNames(labels), registers })
      for (const series of combinations(labels)) gauge.set(series, 0)
      return gauge
    },
    /** A gauge that says nothing until it is first set: an unknown must not read as none. */
    unknownYet(name: string, help: string) {
      const gauge = new Gauge({ name, help, registers })
      gauge.remove()
      return gauge
    },
    histogram<Label extends string>(name: string, help: string, label: Label, buckets: number[]) {
      return new Histogram({ name, help, labelNames: [label], buckets, registers })
    },
  }
}

/** Every combination of values; none as soon as one label has no known values. */
function combinations<Label extends string>(labels?: Labels<Label>): Record<Label, string>[] {
  const pairs = Object.entries<readonly string[]>(labels ?? {})
  return pairs.reduce<Record<string, string>[]>(
    (series, [label, values]) => series.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
    [{}],
  )
}

/** What becomes of comments, and who or what decided that. */
function judgingMetrics({ counter, gauge, histogram }: Make) {
  return {
    verdicts: counter('postbag_verdicts_total', 'Verdicts by action.', {
      action: ['approve', 'hold', 'reject'],
    }),
    refusals: counter('postbag_refusals_total', 'Requests answered with an error, by its code.', {
      code: Object.keys(ERRORS),
    }),
    checkSeconds: histogram(
      'postbag_check_duration_seconds',
      'Time each check took.',
      'check',
      [0.0001, 0.001, 0.01, 0.1, 0.5, 1, 2.5],
    ),
    checkOutcomes: counter(
      'postbag_check_outcomes_total',
      'Findings by check and outcome; `unavailable` is a check that could not judge.',
      { check: ANY, outcome: ANY },
    ),
    breakers: gauge(
      'postbag_breaker_open',
      'Whether the captcha provider is left alone after repeated failures, by provider.',
      { provider: ANY },
    ),
    brakes: counter(
      'postbag_budget_brakes_total',
      'Sides of the error budget that were braked by blind checks, or released again.',
      { side: SIDES, to: ['braked', 'released'] },
    ),
    braked: gauge(
      'postbag_budget_braked',
      'Sites whose automatic verdicts of a side are held for people at present, of those this process judges.',
      { side: SIDES },
    ),
    decisions: counter('postbag_decisions_total', "Moderators' decisions by action.", {
      action: ['approve', 'reject', 'undo'],
    }),
  }
}

/** Background work, and what it sends to others. */
function workMetrics({ counter }: Make) {
  return {
    jobs: counter(
      'postbag_jobs_total',
      'Background jobs run, by kind and outcome; a failed one is tried again unless it is given up, too.',
      { kind: ANY, outcome: ANY },
    ),
    deliveries: counter(
      'postbag_webhook_deliveries_total',
      'Tries to deliver an event to a webhook, by what became of them.',
      { outcome: ['delivered', 'again', 'parked', 'gone'] },
    ),
    purges: counter('postbag_cdn_purges_total', 'Calls that tell shared caches what to forget, by outcome.', {
      outcome: ['done', 'failed'],
    }),
    alerts: counter('postbag_alerts_total', "Alerts to newsrooms' chats, by outcome.", {
      outcome: ['sent', 'failed'],
    }),
    corrections: counter(
      'postbag_akismet_corrections_total',
      'Tries to tell Akismet what people decided, by what became of them.',
      { outcome: ['sent', 'again', 'given-up'] },
    ),
    mails: counter(
      'postbag_mails_total',
      'Messages to authors, by what became of a try; `away` is a server that takes nothing at present.',
      { outcome: ['sent', 'again', 'gone', 'given-up', 'away'] },
    ),
  }
}

/** How the process and what it depends on are doing. */
function stateMetrics({ counter, gauge, unknownYet }: Make) {
  return {
    connectionsRefused: counter(
      'postbag_connections_refused_total',
      'Connections closed at once because their address had too many open.',
    ),
    logLinesDropped: counter(
      'postbag_log_lines_dropped_total',
      'Log lines dropped because nobody read them in time.',
    ),
    queueDepth: unknownYet(
      'postbag_queue_depth',
      'Comments waiting for a moderator: held, reported, or drawn for a blind check.',
    ),
    oldestPending: unknownYet('postbag_queue_oldest_age_seconds', 'How long the longest of them has waited.'),
    oldestEvent: unknownYet(
      'postbag_outbox_oldest_age_seconds',
      'Age of the oldest event that was not passed on to webhooks and shared caches yet.',
    ),
    queueReadAt: unknownYet(
      'postbag_queue_read_timestamp_seconds',
      'When queue and outbox were last read from the database; while it is away their figures stay as they were then.',
    ),
    threads: gauge(
      'postbag_threads',
      'Readers: answers kept in memory, their bytes, answers made and served from memory since the start, event streams open, replicas in use.',
      { what: ANY },
    ),
    pool: gauge(
      'postbag_db_pool',
      'Database client: queries in flight, connections at most, clients replaced, 1 if it was short of room within a minute.',
      { what: ANY },
    ),
  }
}
