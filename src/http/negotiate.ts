const ENCODINGS = ['br', 'gzip', 'identity'] as const
export type Encoding = (typeof ENCODINGS)[number]

/**
 * Which of the offered media types an `Accept` header asks for: the highest quality wins, then the order of the
 * offer. Undefined when it accepts none of them. Without a header everything is accepted.
 */
export function acceptedType<T extends string>(
  accept: string | undefined,
  offered: readonly T[],
): T | undefined {
  if (accept === undefined || accept === '' || accept === '*/*') return offered[0]
  const ranges = qualities(accept)
  const quality = (type: string) =>
    ranges.get(type) ?? ranges.get(`${type.slice(0, type.indexOf('/'))}/*`) ?? ranges.get('*/*') ?? 0
  return best(offered, quality)
}

/** Whether an `Accept` header asks for a page, as browsers do, rather than for JSON. */
export function prefersPage(accept: string | undefined): boolean {
  return acceptedType(accept, ['application/json', 'text/html']) === 'text/html'
}

/** The encoding that an `Accept-Encoding` header asks for; nothing is compressed unasked. */
export function acceptedEncoding(accept: string | undefined): Encoding {
  if (accept === undefined || accept === '') return 'identity'
  const ranges = qualities(accept)
  const quality = (encoding: Encoding) =>
    ranges.get(encoding) ?? (encoding === 'identity' ? 0.0001 : (ranges.get('*') ?? 0))
  return best(ENCODINGS, quality) ?? 'identity'
}

/** Parses `a;q=0.5, b` by hand, so that no backtracking pattern ever sees a header. */
function qualities(header: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const part of header.slice(0, 1_000).split(',')) {
    const [name = '', ...parameters] = part.split(';')
    const q = parameters.map((parameter) => parameter.trim()).find((parameter) => /^q=/i.test(parameter))
    const quality = q === undefined ? 1 : Number(q.slice(2))
    if (quality >= 0 && quality <= 1) found.set(name.trim().toLowerCase(), quality)
  }
  return found
}

function best<T>(offered: readonly T[], quality: (item: T) => number): T | undefined {
  let chosen: T | undefined
  let highest = 0
  for (const item of offered) {
    const own = quality(item)
    if (own > highest) {
      chosen = item
      highest = own
    }
  }
  return chosen
}
