import { expect, it } from 'vitest'
import { explainFault } from '../../src/ops/start-fault.ts'

it('of a database that lets nobody in without TLS is told with how to ask for it', () => {
  const fault = Object.assign(new Error('no pg_hba.conf entry for host, no encryption'), { code: '28000' })
  expect(explainFault(fault)).toMatch(/whether it asks for TLS \(\?sslmode=require\)/)
})

it('of a lock that others hold is told with where to look for them', () => {
  const fault = Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' })
  expect(explainFault(fault)).toMatch(/another session holds a lock \(pg_stat_activity shows which\)/)
})
