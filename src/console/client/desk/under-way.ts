const answers = new Map<string, Promise<unknown>>()

/** An act about a comment that has left the desk is under way. */
export function awaitAnswer(id: string, answer: Promise<unknown>): void {
  answers.set(
    id,
    answer.finally(() => answers.delete(id)),
  )
}

/** The comments whose fate is under way. */
export function idsUnderWay(): readonly string[] {
  return [...answers.keys()]
}

/** Waits for the answers that are still outstanding. */
export async function answered(): Promise<void> {
  await Promise.all(answers.values())
}
