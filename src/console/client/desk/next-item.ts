import type { Item } from '../types.ts'
import type { Desk } from './state.ts'
import { isAhead } from './whose.ts'

/**
 * If nothing is on the desk, chooses among the comments leased to us: first those that could not be decided, then
 * from `from` on, then from the top.
 */
export function settle(desk: Desk, from = 0): Desk {
  if (desk.currentId !== null) return desk
  const next = nextItem(desk, from)
  return next === undefined ? desk : { ...desk, currentId: next.comment.id }
}

/** The comment that comes next when the desk is empty, or after the one on it. */
export function nextItem(desk: Desk, from: number): Item | undefined {
  const start = Math.max(from, 0)
  const order = [...desk.items.slice(start), ...desk.items.slice(0, start)]
  const ahead = order.filter((item) => isAhead(desk, item) && item.comment.id !== desk.currentId)
  return ahead.find(({ comment }) => desk.trouble.has(comment.id)) ?? ahead[0]
}
