import { MANNERS } from './connect.ts'

/**
 * A connection for migrations, without the time limits of the role, which are meant for requests. But it gives way
 * soon when it waits for a table's lock: everybody who asks for the table afterwards waits behind it, including
 * readers of the version before.
 */
export const MIGRATING = {
  max: 1,
  connect_timeout: 5,
  onnotice: () => {},
  // As text, because the driver drops a setting of 0 and its types allow only numbers.
  connection: {
    ...MANNERS,
    statement_timeout: '0',
    idle_in_transaction_session_timeout: '0',
    lock_timeout: '1s',
  } as never,
}
