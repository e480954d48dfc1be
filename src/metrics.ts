import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { ERRORS } from './errors.ts'
import { createRequestTimes } from './http/request-times.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export type Metrics = ReturnType<typeof createMetrics>

/** All metrics of a process, in a registry of their own. Labels come from closed sets only. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers })
  const metrics = {
    registry,
    requests: createRequestTimes(registry, SECONDS),
    verdicts: counter('postbag_verdicts_total', 'Verdicts by action.', 'action'),
    refusals: counter('postbag_refusals_total', 'Requests answered with an error, by its code.', 'code'),
    checkSeconds: new Histogram({
      name: 'postbag_check_duration_seconds',
      help: 'Time each check took.',
      labelNames: ['check'],
      buckets: [0.0001, 0.001, 0.01, 0.1, 0.5, 1, 2.5],
      registers,
    }),
    checkOutcomes: counter(
      'postbag_check_outcomes_total',
      'Findings by check and outcome; `unavailable` is a check that could not judge.',
      'check',
      'outcome',
    ),
    breakers: gauge(
      'postbag_breaker_open',
      'Whether the captcha provider is left alone after repeated failures, by provider.',
      'provider',
    ),
    brakes: counter(
      'postbag_budget_brakes_total',
      'Sides of the error budget that were braked by blind checks, or released again.',
      'side',
      'to',
    ),
    braked: gauge(
      'postbag_budget_braked',
      'Sites whose automatic verdicts of a side are held for people at present, of those this process judges.',
      'side',
    ),
    decisions: counter('postbag_decisions_total', "Moderators' decisions by action.", 'action'),
    jobs: counter(
      'postbag_jobs_total',
      'Background jobs run, by kind and outcome; a failed one is tried again unless it is given up, too.',
      'kind',
      'outcome',
    ),
    deliveries: counter(
      'postbag_webhook_deliveries_total',
      'Tries to deliver an event to a webhook, by what became of them.',
      'outcome',
    ),
    purges: counter(
      'postbag_cdn_purges_total',
      'Calls that tell shared caches what to forget, by outcome.',
      'outcome',
    ),
    alerts: counter('postbag_alerts_total', "Alerts to newsrooms' chats, by outcome.", 'outcome'),
    mails: counter(
      'postbag_mails_total',
      'Messages to authors, by what became of a try; `away` is a server that takes nothing at present.',
      'outcome',
    ),
    connectionsRefused: counter(
      'postbag_connections_refused_total',
      'Connections closed at once because their address had too many open.',
    ),
    logLinesDropped: counter(
      'postbag_log_lines_dropped_total',
      'Log lines dropped because nobody read them in time.',
    ),
    queueDepth: gauge('postbag_queue_depth', 'Comments waiting for a moderator.'),
    oldestPending: gauge('postbag_queue_oldest_age_seconds', 'Age of the comment that waits longest.'),
    oldestEvent: gauge(
      'postbag_outbox_oldest_age_seconds',
      'Age of the oldest event that was not passed on to webhooks and shared caches yet.',
    ),
    threads: gauge(
      'postbag_threads',
      'Readers: answers kept in memory, their bytes, answers made and served from memory since the start, event streams open, replicas in use.',
      'what',
    ),
    pool: gauge(
      'postbag_db_pool',
      'Database client: queries in flight, connections at most, clients replaced, 1 if it was short of room within a minute.',
      'what',
    ),
  }
  beginAtZero(metrics)
  return metrics
}

/** Begins series at 0: one that first appears with its first event hides that event from alerts on its growth. */
function beginAtZero(
  metrics: Pick<
    Metrics,
    'verdicts' | 'refusals' | 'brakes' | 'braked' | 'deliveries' | 'purges' | 'alerts' | 'mails'
  >,
) {
  for (const action of ['approve', 'hold', 'reject']) metrics.verdicts.inc({ action }, 0)
  for (const code of Object.keys(ERRORS)) metrics.refusals.inc({ code }, 0)
  for (const side of ['approve', 'reject']) {
    metrics.braked.set({ side }, 0)
    for (const to of ['braked', 'released']) metrics.brakes.inc({ side, to }, 0)
  }
  for (const outcome of ['delivered', 'again', 'parked', 'gone']) metrics.deliveries.inc({ outcome }, 0)
  for (const outcome of ['done', 'failed']) metrics.purges.inc({ outcome }, 0)
  for (const outcome of ['sent', 'failed']) metrics.alerts.inc({ outcome }, 0)
  for (const outcome of ['sent', 'again', 'gone', 'given-up', 'away']) metrics.mails.inc({ outcome }, 0)
}
