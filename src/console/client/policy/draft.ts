/** A tree of settings, parsed from JSON. */
export type Tree = { readonly [name: string]: unknown }

/** What a tree holds at a dotted path. */
export function valueAt(tree: Tree, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (node, name) => (isTree(node) && Object.hasOwn(node, name) ? node[name] : undefined),
      tree,
    )
}

/** The tree with another value at a dotted path; `undefined` removes it, and any branch that this leaves empty. */
export function withValueAt(tree: Tree, path: string, value: unknown): Tree {
  const [name = '', ...rest] = path.split('.')
  const inner = tree[name]
  const next = rest.length === 0 ? value : withValueAt(isTree(inner) ? inner : {}, rest.join('.'), value)
  const isGone = next === undefined || (rest.length > 0 && isTree(next) && Object.keys(next).length === 0)
  const { [name]: _, ...others } = tree
  return isGone ? others : { ...others, [name]: next }
}

export function sameTree(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other))
}

function ordered(value: unknown): unknown {
  if (!isTree(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, ordered(value[name])]),
  )
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
