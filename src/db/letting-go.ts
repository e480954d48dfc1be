/** What a query of the driver holds beside its rows; a promise of any other kind has none of it. */
type Holding = { args?: unknown; parameters?: unknown }

/**
 * The rows of a statement, whose query holds neither them nor the statement's values any longer. The driver's queries
 * outlive every collection of young objects, and with them whatever they hold: a page's rows, the comments of a batch.
 * Only a collection of the whole heap frees that, and those are what costs most.
 */
export async function lettingGo<S, T>(build: (sql: S) => PromiseLike<T>, sql: S): Promise<T> {
  const query = build(sql)
  const result = await query
  const holding = query as Holding
  if (!('parameters' in holding)) return result
  holding.args = null
  holding.parameters = null
  if (!Array.isArray(result)) return result
  // Of what the driver's list has beside its rows, only the count is used here.
  const { count } = result as { count?: unknown }
  const rows = Object.defineProperty(result.slice(), 'count', { value: count })
  result.length = 0
  return rows as T
}
