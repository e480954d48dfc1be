import { headerParameter } from '../http/described-headers.ts'

const text = { type: 'string' } as const

/** Headers of answers in every part of the API, as components of its description. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'The id under which the log knows the request: its own, if it carried a usable one',
    required: true,
    schema: text,
  },
  ETag: { description: 'For `If-None-Match` of the next request', schema: text },
  'Retry-After': { description: 'How many seconds to wait', schema: { type: 'integer', minimum: 0 } },
  RateLimit: { description: 'Which limit was met, and the seconds until there is room again', schema: text },
  'RateLimit-Policy': { description: 'The limit: how many in how many seconds', schema: text },
  'WWW-Authenticate': { description: 'The credential that is asked for', schema: text },
  'Content-Language': { description: 'The language of its words, if they are not English', schema: text },
} as const
type Header = keyof typeof HEADERS

const IF_NONE_MATCH = headerParameter(
  'If-None-Match',
  'An `ETag` of an earlier answer: 304 if it is still the same',
)

type Answers = Readonly<Record<string, { readonly description?: string; readonly headers?: object }>>
type Described = { readonly responses: Answers; readonly parameters?: readonly object[] }

/**
 * The operation with all headers that follow from the statuses it answers with.
 * @param isPublic readers are told of trouble in the language of their site.
 */
export function withHeaders<T extends Described>(operation: T, isPublic: boolean): T {
  const isCacheable = '304' in operation.responses
  const responses = Object.entries(operation.responses).map(([status, answer]) => {
    const isTranslated = isPublic && /^([45]|default)/.test(status)
    const names = [
      'X-Request-Id',
      ...headersOf(status, isCacheable),
      ...(isTranslated ? ['Content-Language'] : []),
    ]
    const headers = names.map((name) => [name, { $ref: `#/components/headers/${name}` }])
    return [status, { ...answer, headers: { ...Object.fromEntries(headers), ...answer.headers } }]
  })
  return {
    ...operation,
    ...(isCacheable && { parameters: [...(operation.parameters ?? []), IF_NONE_MATCH] }),
    responses: Object.fromEntries(responses) as Answers,
  }
}

function headersOf(status: string, isCacheable: boolean): readonly Header[] {
  if (isCacheable && (status === '200' || status === '304')) return ['ETag']
  if (status === '401') return ['WWW-Authenticate']
  if (status === '429') return ['Retry-After', 'RateLimit', 'RateLimit-Policy']
  if (status === '503') return ['Retry-After']
  return status === 'default' ? ['WWW-Authenticate', 'Retry-After', 'RateLimit', 'RateLimit-Policy'] : []
}
