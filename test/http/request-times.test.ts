import { Histogram, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createRequestTimes } from '../../src/http/request-times.ts'

describe('the histogram of requests', () => {
  it('reads as the library writes its own', async () => {
    const buckets = [0.001, 0.01, 0.1]
    const [ours, theirs] = [new Registry(), new Registry()]
    const times = createRequestTimes(ours, buckets)
    const histogram = new Histogram({
      name: 'postbag_http_request_duration_seconds',
      help: 'Requests by method, route pattern and class of status.',
      labelNames: ['method', 'route', 'status_class'],
      buckets,
      registers: [theirs],
    })
    const labels = { method: 'GET', route: '/v1/"odd"', status_class: '2xx' }
    for (const seconds of [0, 0.001, 0.0011, 0.05, 0.1, 0.2, 7]) {
      for (const one of [labels, { ...labels, method: 'HEAD' }, { ...labels, status_class: '3xx' }]) {
        times.observe(one, seconds)
        histogram.observe(one, seconds)
      }
    }
    const sorted = (text: string) => text.split('\n').toSorted()
    expect(sorted(await ours.metrics())).toEqual(sorted(await theirs.metrics()))
    expect(await ours.getMetricsAsJSON()).toHaveLength(1)
  })
})
