/** After this long an answer counts as lost: the same submission may be sent again under its id. */
const TIMEOUT_MS = 15_000

/** The service's refusal, with the code to branch on. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  /** Problems with single fields, if there are any; only parsed where a form shows them. */
  readonly errors: unknown

  constructor(status: number, body: Record<string, unknown>) {
    // `Error` makes a text of it, which is empty if there is no detail.
    super(body['detail'] as string)
    this.status = status
    this.code = String(body['type'] ?? 'unknown').replace(/.*:/, '')
    this.errors = body['errors']
  }
}

type Call = Pick<RequestInit, 'method' | 'body' | 'cache'> & {
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * One call to the service, always without cookies.
 * @throws {Problem} for a refusal, and something else when no answer came, in which case the request may still have
 * arrived.
 */
export async function call<T>(url: string, init: Call = {}): Promise<T> {
  const response = await fetch(url, {
    credentials: 'omit',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...init,
  })
  const answer = (await response.json().catch((error: unknown) => {
    if (response.ok && response.status !== 204) throw error
    return {}
  })) as Record<string, unknown>
  if (!response.ok) throw new Problem(response.status, answer)
  // The service answers in the shape of its contract.
  return answer as T
}
