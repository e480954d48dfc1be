/**
 * A connection for migrations without the time limits that the role may have: those are meant for requests. What waits
 * for a table's lock holds up all who ask behind it, the readers of the version before among them, so it soon gives way.
 */
export const MIGRATING = {
  max: 1,
  connect_timeout: 5,
  onnotice: () => {},
  // As text: the driver leaves out a setting of 0, and its types know numbers only.
  connection: {
    statement_timeout: '0',
    idle_in_transaction_session_timeout: '0',
    lock_timeout: '1s',
  } as never,
}
