/** Of one comment there may be several. */
const underWay = new Set<{ readonly id: string; readonly answer: Promise<unknown> }>()

/** An act about a comment that has left the desk is under way. */
export function awaitAnswer(id: string, answer: Promise<unknown>): void {
  const act = { id, answer }
  underWay.add(act)
  void answer.finally(() => underWay.delete(act))
}

/** The comments whose fate is under way. */
export function idsUnderWay(): readonly string[] {
  return [...new Set([...underWay].map(({ id }) => id))]
}

/** Waits for the answers that are still outstanding. */
export async function answered(): Promise<void> {
  await Promise.all([...underWay].map(({ answer }) => answer))
}
