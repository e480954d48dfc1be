/**
 * Rejects when nothing came within `limitMs`, with a code that counts as a database that is away. A later result is
 * dropped.
 */
export async function withDeadline<T>(work: PromiseLike<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('no answer in time'), { code: 'CONNECTION_SILENT' })),
      limitMs,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
