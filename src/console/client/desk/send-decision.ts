import { call, get, Problem, reviewPath } from '../api.ts'
import type { Decision, Item, Whole } from '../types.ts'
import { type Act, desk } from './state.ts'

/** Pauses before retries, while the service is too busy or cannot be reached. */
const AGAIN_AFTER_MS = [500, 2_000, 5_000] as const

/**
 * Sends a decision, and retries while that may help; its version keeps it from being made twice.
 * @throws {Problem} when it is refused, or was not answered in all that time.
 */
export async function sendDecision(item: Item, act: Act): Promise<Decision> {
  for (const waitMs of AGAIN_AFTER_MS) {
    try {
      return await send(item, act)
    } catch (error) {
      if (!isPassing(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
  return send(item, act)
}

async function send(item: Item, act: Act): Promise<Decision> {
  const { action, reason, note } = act
  const body = { action, version: item.version, ...(reason && { reason }), ...(note && { note }) }
  const path = reviewPath(item.comment, '/decision')
  try {
    const { decision } = await call<{ readonly decision: Decision }>('PUT', path, body, { outlives: true })
    return decision
  } catch (error) {
    const known = error instanceof Problem && error.status === 409 ? await taken(item, act) : undefined
    if (known === undefined) throw error
    return known
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 503)
}

/** The same decision, if it was made after all and only its answer was lost. */
async function taken({ comment, version }: Item, { action }: Act): Promise<Decision | undefined> {
  const whole = await get<Whole>(reviewPath(comment)).catch(() => undefined)
  const { me } = desk.get()
  return whole?.decisions.find(
    (one) => one.version === version + 1 && one.action === action && one.moderator.id === me,
  )
}
