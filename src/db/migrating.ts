/** A connection for migrations without the time limits that the role may have: those are meant for requests. */
export const MIGRATING = {
  max: 1,
  connect_timeout: 5,
  onnotice: () => {},
  // As text: the driver leaves out a setting of 0, and its types know numbers only.
  connection: { statement_timeout: '0', idle_in_transaction_session_timeout: '0' } as never,
}
