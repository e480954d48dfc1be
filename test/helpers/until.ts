/** Resolves as soon as the condition holds; fails when it does not within the limit. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  const ends = performance.now() + limitMs
  while (!(await condition())) {
    if (performance.now() > ends) throw new Error(`not within ${limitMs} ms: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
