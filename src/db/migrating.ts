/** A connection for migrations: the role may have limits, meant for what the service asks; these take their time. */
export const MIGRATING = {
  max: 1,
  connect_timeout: 5,
  onnotice: () => {},
  connection: { statement_timeout: '0', idle_in_transaction_session_timeout: '0' } as never,
}
