const WORDS =
  `the council bridge harbour ferry traffic morning evening people said would never always because reason plan money
  school river library street bicycle winter summer question answer letter editor article paper story truth evidence
  report budget tax vote mayor party meeting neighbour children hospital doctor teacher train station ticket price
  house garden window water energy climate weather storm snow light night today yesterday tomorrow again perhaps
  really quite about under between against without before after since until every other another several enough`.split(
    /\s+/,
  )

/** A comment of about 300 characters; each number gives another, the same number the same. */
export function aText(number: number): string {
  let state = (number + 1) * 2_654_435_761
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return WORDS[(state >>> 8) % WORDS.length] ?? ''
  }
  const sentence = () => {
    const words = Array.from({ length: 12 }, next).join(' ')
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
  }
  return Array.from({ length: 4 }, sentence).join(' ')
}
