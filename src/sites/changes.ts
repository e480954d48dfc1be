/** One difference between two settings: for a list what was added and removed, for anything else both values. */
export type Change =
  | { readonly path: string; readonly from: unknown; readonly to: unknown }
  | { readonly path: string; readonly added: readonly unknown[]; readonly removed: readonly unknown[] }

/** The differences between two trees of settings, by dotted path in alphabetical order. */
export function changesBetween(before: object, after: object): Change[] {
  const [old, now] = [leavesOf(before), leavesOf(after)]
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort()
  return paths.flatMap((path) => changeOf(path, old.get(path), now.get(path)) ?? [])
}

/** Which members a change gives another value, by dotted path; those that it leaves out stay as they were. */
export function changedBy(before: object, change: object): string[] {
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  return changesBetween(before, { ...before, ...Object.fromEntries(given) }).map(({ path }) => path)
}

function changeOf(path: string, from: unknown, to: unknown): Change | undefined {
  if (JSON.stringify(from) === JSON.stringify(to)) return undefined
  if (!Array.isArray(from) || !Array.isArray(to)) return { path, from: from ?? null, to: to ?? null }
  const [had, has] = [new Set<unknown>(from), new Set<unknown>(to)]
  return { path, added: to.filter((item) => !had.has(item)), removed: from.filter((item) => !has.has(item)) }
}

function leavesOf(tree: object, prefix = ''): Map<string, unknown> {
  const leaves = new Map<string, unknown>()
  for (const [name, value] of Object.entries(tree)) {
    const path = `${prefix}${name}`
    if (typeof value !== 'object' || value === null || Array.isArray(value)) leaves.set(path, value)
    else for (const [inner, leaf] of leavesOf(value, `${path}.`)) leaves.set(inner, leaf)
  }
  return leaves
}
