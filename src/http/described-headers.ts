import type { Answer } from './answers.ts'

/*
 * Headers that concern one route, for the API's description alone: nothing is checked because it is described. Those
 * that follow from an answer's status are added to all (`src/ops/api-headers.ts`).
 */

/** A header that a request may carry. */
export function headerParameter(name: string, description: string) {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } } as const
}

/** An answer that brings these headers, each described; those named with a `?` not always. */
export function bringing(headers: Readonly<Record<string, string>>, answer: Answer): Answer {
  const all = Object.entries(headers).map(([name, description]) => [
    name.replace(/\?$/, ''),
    { description, ...(!name.endsWith('?') && { required: true }), schema: { type: 'string' } },
  ])
  return { ...answer, headers: Object.fromEntries(all) } as Answer
}
