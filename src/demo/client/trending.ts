/** The part of the trending endpoint's answer that the box shows. */
type Trending = {
  readonly items: readonly { readonly key: string; readonly count: number }[]
}

/** Brings the figures of the "trending" box up to date; what the page came with stays when that fails. */
export async function refreshTrending(): Promise<void> {
  const box = document.querySelector<HTMLElement>('[data-trending]')
  if (box === null) return
  const response = await fetch(box.dataset['trending'] ?? '').catch(() => null)
  if (response === null || !response.ok) return
  const { items } = (await response.json()) as Trending
  for (const { key, count } of items) {
    const talk = box.querySelector(`[data-article="${CSS.escape(key)}"]`)
    if (talk !== null) talk.textContent = comments(count)
  }
}

export function comments(count: number): string {
  return count === 1 ? '1 comment' : `${count} comments`
}
