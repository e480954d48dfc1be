import { keepLedger } from '../helpers/ledger.ts'
import type { Row } from './row.ts'

const KILLS = { service: 20, database: 3 }

/** Twenty kills of the service and three of the database under keyed load, against a ledger. */
export async function bench(): Promise<readonly Row[]> {
  const { acknowledged, lost, twice, incomplete } = await keepLedger(KILLS)
  const none = { unit: '', aim: { atMost: 0 } }
  return [
    {
      what: `acknowledged under ${KILLS.service} kills of the service and ${KILLS.database} of the database`,
      value: acknowledged,
      unit: '',
    },
    { what: 'of them lost', value: lost.length, ...none },
    { what: 'stored twice', value: twice.length, ...none },
    { what: 'without verdict, event or key', value: incomplete.length, ...none },
  ]
}
