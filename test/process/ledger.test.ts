import { expect, it } from 'vitest'
import { keepLedger } from '../helpers/ledger.ts'

it('everything acknowledged is there, once and whole, after kills of the service and of the database', async () => {
  const { acknowledged, ...wrong } = await keepLedger({ service: 3, database: 1 })
  expect(acknowledged).toBeGreaterThan(150)
  expect(wrong).toEqual({ lost: [], twice: [], incomplete: [] })
}, 120_000)
