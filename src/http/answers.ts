import { z } from '@hono/zod-openapi'

export type Answer = { readonly description: string }

/**
 * A value once it is sent as JSON: times are text. Schemas of answers are held against what routes answer with it, as in
 * `z.object({ … }) satisfies z.ZodType<Sent<Stats>>`.
 */
export type Sent<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Sent<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Sent<T[K]> | (object extends Pick<T, K> ? undefined : never) }
      : T

/** The JSON that a route takes. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } } as const
}

/**
 * What a route answers, for the API's description. The schema only documents: handlers get their types from the
 * functions they call, so it is kept out of the route's own type.
 */
export function answer(description: string, schema?: z.ZodType, alsoAs: readonly string[] = []): Answer {
  if (schema === undefined) return { description }
  return { description, content: { 'application/json': { schema }, ...described(alsoAs) } } as Answer
}

/** Further forms of an answer, without a schema. */
const described = (types: readonly string[]) => Object.fromEntries(types.map((type) => [type, {}]))

/** The alternative of every answer with an `ETag`. */
export const UNCHANGED = { 304: answer('Not changed since the `ETag` in `If-None-Match`') }

/** The error document that every route answers with. */
export const Problem = z
  .object({
    type: z.string().openapi({ example: 'urn:postbag:problem:not-found' }),
    title: z.string().openapi({ description: 'For people, like `detail` and the `message` of each field' }),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  })
  .openapi('Problem')

/** @param schema of a problem that says more than others, as in `Problem.extend({ version: z.int() })`. */
export function problem(
  description: string,
  alsoAs: readonly string[] = [],
  schema: z.ZodType = Problem,
): Answer {
  return {
    description,
    content: { 'application/problem+json': { schema }, ...described(alsoAs) },
  } as Answer
}

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}
