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
  const metrics = {
    registry,
    requests: createRequestTimes(registry, SECONDS),
    verdicts: new Counter({
      name: 'postbag_verdicts_total',
      help: 'Verdicts by action.',
      labelNames: ['action'],
      registers,
    }),
    refusals: new Counter({
      name: 'postbag_refusals_total',
      help: 'Requests answered with an error, by its code.',
      labelNames: ['code'],
      registers,
    }),
    checkSeconds: new Histogram({
      name: 'postbag_check_duration_seconds',
      help: 'Time each check took.',
      labelNames: ['check'],
      buckets: [0.0001, 0.001, 0.01, 0.1, 0.5, 1, 2.5],
      registers,
    }),
    checkOutcomes: new Counter({
      name: 'postbag_check_outcomes_total',
      help: 'Findings by check and outcome; `unavailable` is a check that could not judge.',
      labelNames: ['check', 'outcome'],
      registers,
    }),
    breakers: new Gauge({
      name: 'postbag_breaker_open',
      help: 'Whether the captcha provider is left alone after repeated failures, by provider.',
      labelNames: ['provider'],
      registers,
    }),
    brakes: new Counter({
      name: 'postbag_budget_brakes_total',
      help: 'Sides of the error budget that were braked by blind checks, or released again.',
      labelNames: ['side', 'to'],
      registers,
    }),
    braked: new Gauge({
      name: 'postbag_budget_braked',
      help: 'Sites whose automatic verdicts of a side are held for people at present, of those this process judges.',
      labelNames: ['side'],
      registers,
    }),
    decisions: new Counter({
      name: 'postbag_decisions_total',
      help: "Moderators' decisions by action.",
      labelNames: ['action'],
      registers,
    }),
    jobs: new Counter({
      name: 'postbag_jobs_total',
      help: 'Background jobs run, by kind and outcome; a failed one is tried again.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    deliveries: new Counter({
      name: 'postbag_webhook_deliveries_total',
      help: 'Tries to deliver an event to a webhook, by what became of them.',
      labelNames: ['outcome'],
      registers,
    }),
    purges: new Counter({
      name: 'postbag_cdn_purges_total',
      help: 'Calls that tell shared caches what to forget, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    connectionsRefused: new Counter({
      name: 'postbag_connections_refused_total',
      help: 'Connections closed at once because their address had too many open.',
      registers,
    }),
    logLinesDropped: new Counter({
      name: 'postbag_log_lines_dropped_total',
      help: 'Log lines dropped because nobody read them in time.',
      registers,
    }),
    queueDepth: new Gauge({
      name: 'postbag_queue_depth',
      help: 'Comments waiting for a moderator.',
      registers,
    }),
    oldestPending: new Gauge({
      name: 'postbag_queue_oldest_age_seconds',
      help: 'Age of the comment that waits longest.',
      registers,
    }),
    oldestEvent: new Gauge({
      name: 'postbag_outbox_oldest_age_seconds',
      help: 'Age of the oldest event that was not passed on to webhooks and shared caches yet.',
      registers,
    }),
    threads: new Gauge({
      name: 'postbag_threads',
      help: 'Readers: answers kept in memory, their bytes, answers made and served from memory since the start, event streams open, replicas in use.',
      labelNames: ['what'],
      registers,
    }),
    pool: new Gauge({
      name: 'postbag_db_pool',
      help: 'Database client: queries in flight, connections at most, clients replaced, 1 if it was short of room within a minute.',
      labelNames: ['what'],
      registers,
    }),
  }
  beginAtZero(metrics)
  return metrics
}

/** A series that only appears with its first event hides that event from whoever watches it grow. */
function beginAtZero(
  metrics: Pick<Metrics, 'verdicts' | 'refusals' | 'brakes' | 'braked' | 'deliveries' | 'purges'>,
) {
  for (const action of ['approve', 'hold', 'reject']) metrics.verdicts.inc({ action }, 0)
  for (const code of Object.keys(ERRORS)) metrics.refusals.inc({ code }, 0)
  for (const side of ['approve', 'reject']) {
    metrics.braked.set({ side }, 0)
    for (const to of ['braked', 'released']) metrics.brakes.inc({ side, to }, 0)
  }
  for (const outcome of ['delivered', 'again', 'parked', 'gone']) metrics.deliveries.inc({ outcome }, 0)
  for (const outcome of ['done', 'failed']) metrics.purges.inc({ outcome }, 0)
}
