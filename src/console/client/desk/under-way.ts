/** There may be several for one comment. */
const underWay = new Set<{ readonly id: string; readonly answer: Promise<unknown> }>()

/** Notes an act under way about a comment that has left the desk. */
export function awaitAnswer(id: string, answer: Promise<unknown>): void {
  const act = { id, answer }
  underWay.add(act)
  void answer.finally(() => underWay.delete(act))
}

/** The comments with an act under way. */
export function idsUnderWay(): readonly string[] {
  return [...new Set([...underWay].map(({ id }) => id))]
}

/** Waits for the answers that are still outstanding. */
export async function answered(): Promise<void> {
  await Promise.all([...underWay].map(({ answer }) => answer))
}
