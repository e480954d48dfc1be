import type { FieldError } from './wire.ts'

/** Past it an answer counts as lost: the same submission may be sent again under its id. */
const TIMEOUT_MS = 15_000

/** What the service refused, with the code to branch on. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly errors: readonly FieldError[]

  constructor(status: number, body: Record<string, unknown>) {
    super(String(body['detail'] ?? ''))
    this.status = status
    this.code = String(body['type'] ?? 'unknown').replace(/.*:/, '')
    this.errors = Array.isArray(body['errors']) ? body['errors'] : []
  }
}

type Call = {
  readonly method?: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  readonly fresh?: boolean
}

/**
 * One call to the service. No cookies ever go along.
 * @throws {Problem} for a refusal, and something else when no answer came: what was sent may have arrived.
 */
export async function call<T>(url: string, { method = 'GET', body, headers, fresh }: Call = {}): Promise<T> {
  const response = await fetch(url, {
    method,
    credentials: 'omit',
    cache: fresh ? 'no-cache' : 'default',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body ? JSON.stringify(body) : null,
  })
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>
  if (!response.ok) throw new Problem(response.status, answer)
  // The service answers in the shape of its contract.
  return answer as T
}
