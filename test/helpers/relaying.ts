import type { RelayQueues } from '../../src/outbox/relay.ts'

const nobody = Object.assign(async () => {}, { many: async () => {}, open: async () => {} })

/** Queues that drop what is put into them. */
export const NO_QUEUES: RelayQueues = {
  deliveries: nobody,
  purges: nobody,
  settles: nobody,
  escalations: nobody,
  corrections: nobody,
}
